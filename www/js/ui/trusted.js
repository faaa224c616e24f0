// Addresses of scripts for hosts that require Trusted Types (README.md, Hosting): there a browser runs a script only from
// an address that a policy let through. This one knows the page's own origin alone.

/** @type {any} Not every browser has it. */
const types = /** @type {any} */ (globalThis).trustedTypes;

const policy = types?.createPolicy('downhill', {
  createScriptURL(/** @type {string} */ address) {
    if (new URL(address).origin !== location.origin) throw new TypeError(`${address} is not of this page`);
    return address;
  },
});

/**
 * The address of one of our own scripts, as `new Worker` takes it.
 *
 * @param {URL} url
 * @returns {URL}
 */
export const scriptAddress = (url) => policy?.createScriptURL(url.href) ?? url;
