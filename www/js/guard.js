// Loads what says why a figure stays blank (first.js), where its modules have not run. A classic script for browsers of
// any age, as that one is; so small because every figure asks for it.

(() => {
  var own = /** @type {HTMLScriptElement} */ (document.currentScript);
  addEventListener('load', () => {
    if (!document.getElementById('not-started')) return;
    var script = document.createElement('script');
    script.src = own.src.replace('guard.js', 'first.js');
    document.head.appendChild(script);
  });
})();
