// A book with a figure.

export default {
  title: 'A book with a figure',
  head: [['script', { src: 'https://lab.example/embed.js', defer: '' }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'downhill-lab' } } },
};
