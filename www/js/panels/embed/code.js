// The lines that put a figure into a page, as each documentation tool wants them.

/** @typedef {{ name: string, script: { file: string, code: string }, element: string }} Lines */

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * @param {Record<string, string>} attributes Those that are empty are left out.
 * @param {{ address: string, words: string }} fallback What is there without JavaScript and in print: a link.
 */
export function elementOf(attributes, { address, words }) {
  const list = Object.entries(attributes).filter(([, value]) => value !== '');
  const said = list.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
  return `<downhill-lab${said}>\n<p><a href="${escaped(address)}">${escaped(words)}</a></p>\n</downhill-lab>`;
}

/**
 * @param {string} home Where Downhill is, with a slash at its end.
 * @param {string} element
 * @returns {Lines[]}
 */
export function linesFor(home, element) {
  const script = `${home}embed.js`;
  const tag = `<script src="${escaped(script)}" defer></script>`;
  const indented = element.replaceAll('\n', '\n   ');
  return [
    { name: 'HTML', script: { file: '<head>', code: tag }, element },
    { name: 'mdBook', script: { file: 'theme/head.hbs', code: tag }, element },
    {
      name: 'Sphinx',
      script: { file: 'conf.py', code: `html_js_files = [("${script}", {"defer": "defer"})]` },
      element: `.. raw:: html\n\n   ${indented}`,
    },
    {
      name: 'MkDocs',
      script: { file: 'mkdocs.yml', code: `extra_javascript:\n  - path: ${script}\n    defer: true` },
      element,
    },
    {
      name: 'VitePress',
      script: {
        file: '.vitepress/config.mjs',
        code: `head: [['script', { src: '${script}', defer: '' }]],\nvue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'downhill-lab' } } },`,
      },
      element,
    },
  ];
}
