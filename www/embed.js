// <downhill-lab>: puts a figure into any page. It builds the frame (embed.html), follows the theme and the language of the
// page, gives the frame the height of its content, and hands messages on as methods and events (embed.d.ts). No imports;
// loaded as a classic script or as a module, once or several times.

(() => {
  if (customElements.get('downhill-lab')) return;

  /** The version of the protocol (js/embed/protocol.js). */
  const PROTOCOL = 1;

  /** Milliseconds after which a frame that has said nothing is taken for one that was refused. */
  const PATIENCE = 15_000;

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const scripts = [...document.scripts].map(({ src }) => src);
  const HOME = script?.src || scripts.find((src) => /\/embed\.js(\?|$)/.test(src)) || document.baseURI;

  const ATTRIBUTES = ['src', 'panels', 'controls', 'theme', 'lang', 'height', 'aspect-ratio', 'reveal', 'poster'];
  const SCHEMES = ['data-theme', 'data-md-color-scheme', 'class', 'lang'];
  const dark = matchMedia('(prefers-color-scheme: dark)');

  const style = new CSSStyleSheet();
  style.replaceSync(
    `:host{display:block;margin-block:1em;position:relative}
    iframe,.poster{display:block;width:100%;border:0;border-radius:12px;color-scheme:auto}
    .poster{position:relative;padding:0;background:none;cursor:pointer;font:inherit}
    .poster img{display:block;width:100%}
    .poster span{position:absolute;inset:0;margin:auto;width:3em;height:3em;border-radius:50%;line-height:3em;background:#0969da;color:#fff}
    slot{display:none}
    :host([data-refused]) :is(iframe,.poster){display:none}
    :host([data-refused]) slot{display:block}
    @media print{:host(:not([data-ready])) iframe{display:none}:host(:not([data-ready])) slot{display:block}}`,
  );

  /** Light or dark, as the page around says it, in the words of its generator; else by its background. */
  function themeOfPage() {
    const { documentElement: root, body } = document;
    const said =
      root.dataset.theme || body.dataset.theme || root.dataset.mdColorScheme || body.dataset.mdColorScheme || '';
    const words = ` ${said} ${root.className} `;
    if (/ (dark|slate|coal|navy|ayu) /.test(words)) return 'dark';
    if (/ (light|default|rust) /.test(words)) return 'light';
    for (const element of said ? [] : [body, root]) {
      const [red, green, blue, alpha = 1] = (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(
        Number,
      );
      if (blue >= 0 && alpha > 0.5) return 0.3 * red + 0.6 * green + 0.1 * blue < 128 ? 'dark' : 'light';
    }
    return dark.matches ? 'dark' : 'light';
  }

  class DownhillLab extends HTMLElement {
    static observedAttributes = ATTRIBUTES;

    /** What the figure said last. */
    phase = 'poster';
    link = '';
    /** @type {object | null} */ report = null;

    /** @type {HTMLIFrameElement | null} */ #frame = null;
    #origin = '';
    #ready = false;
    #sent = { theme: '', language: '' };
    #asked = false;
    /** @type {object[]} */ #waiting = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
    #root = this.attachShadow({ mode: 'open' });
    #follow = () => this.#look();
    #hear = (/** @type {MessageEvent} */ event) => {
      if (event.source === this.#frame?.contentWindow && event.origin === this.#origin) this.#take(event.data);
    };
    #observer = new MutationObserver(this.#follow);

    connectedCallback() {
      this.#root.adoptedStyleSheets = [style];
      addEventListener('message', this.#hear);
      dark.addEventListener('change', this.#follow);
      for (const element of [document.documentElement, document.body]) {
        this.#observer.observe(element, { attributes: true, attributeFilter: SCHEMES });
      }
      this.#build();
    }

    disconnectedCallback() {
      removeEventListener('message', this.#hear);
      dark.removeEventListener('change', this.#follow);
      this.#observer.disconnect();
      clearTimeout(this.#timer);
      this.#root.replaceChildren();
      this.#frame = null;
      this.#asked = false;
    }

    /** @param {string} name @param {string | null} before @param {string | null} now */
    attributeChangedCallback(name, before, now) {
      if (!this.#frame || before === now) return;
      if (name === 'theme' || name === 'lang') this.#look();
      else if (name === 'src' && this.#ready && this.#place()[0] === this.#frame.src.split('embed.html')[0]) {
        this.setRecipe(this.#place()[1]);
      } else this.#build();
    }

    /** The folder of Downhill, and the link. @returns {[string, string]} */
    #place() {
      const src = this.getAttribute('src') ?? '';
      const [address, ...link] = src.split('#');
      const isAddress = /^(https?:\/\/|\.{0,2}\/)/.test(address);
      const rest = isAddress || src.includes('#') ? link.join('#') : src;
      try {
        const url = new URL('.', new URL(isAddress ? address : '.', isAddress ? document.baseURI : HOME));
        if (/^https?:$/.test(url.protocol)) return [url.href, rest];
      } catch {
        // An address that is none.
      }
      return [new URL('.', HOME).href, rest];
    }

    #looks() {
      const said = this.getAttribute('theme');
      const lang = this.lang || /** @type {HTMLElement | null} */ (this.closest('[lang]'))?.lang || '';
      return {
        theme: said === 'light' || said === 'dark' ? said : themeOfPage(),
        language: /^zh/i.test(lang) ? 'zh' : lang ? 'en' : /^zh/i.test(navigator.language) ? 'zh' : 'en',
      };
    }

    /** Hands on what changed of theme and language. */
    #look() {
      if (!this.#ready) return;
      const { theme, language } = this.#looks();
      if (theme !== this.#sent.theme) this.#post({ type: 'set-theme', theme });
      if (language !== this.#sent.language) this.#post({ type: 'set-language', language });
      this.#sent = { theme, language };
    }

    #build() {
      const [folder, link] = this.#place();
      const { theme, language } = this.#looks();
      const height = this.getAttribute('height');
      const ratio = this.getAttribute('aspect-ratio');
      const said = (/** @type {string} */ name) => this.getAttribute(name) ?? '';
      const own = said('poster');
      this.removeAttribute('data-refused');
      this.removeAttribute('data-ready');
      clearTimeout(this.#timer);
      this.#frame = null;
      this.#ready = false;
      this.#waiting = [];

      if (own && !this.#asked && !/^(visible|auto)$/.test(said('reveal'))) {
        // The author's own picture stands in the page itself: until somebody wants the figure, there is no frame.
        const button = document.createElement('button');
        const picture = document.createElement('img');
        const sign = document.createElement('span');
        button.className = 'poster';
        button.type = 'button';
        button.ariaLabel = language === 'zh' ? '训练此网络' : 'Train this network';
        picture.src = own;
        picture.alt = '';
        sign.textContent = '▶\uFE0E';
        button.append(picture, sign);
        button.onclick = () => this.run();
        this.#root.replaceChildren(button, document.createElement('slot'));
        return;
      }

      const url = new URL('embed.html', folder);
      const query = {
        panels: said('panels'),
        controls: said('controls'),
        reveal: this.#asked ? 'auto' : said('reveal'),
        theme,
        lang: language,
        size: height || ratio ? '' : 'auto',
        host: location.origin,
      };
      for (const [key, value] of Object.entries(query)) if (value) url.searchParams.set(key, value);
      url.hash = link;
      const frame = document.createElement('iframe');
      frame.title = this.title || (language === 'zh' ? '可训练的神经网络' : 'A neural network that learns');
      frame.allow = 'fullscreen; clipboard-write';
      if (!this.#asked) frame.loading = 'lazy';
      // A page under COEP lets a frame in that says so itself.
      if (self.crossOriginIsolated) frame.setAttribute('credentialless', '');
      frame.style.height = height ? (/^\d+$/.test(height) ? `${height}px` : height) : ratio ? 'auto' : '360px';
      if (ratio && !height) frame.style.aspectRatio = ratio;
      frame.onload = () => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#refused(), PATIENCE);
      };
      frame.src = url.href;
      this.#sent = { theme, language };
      this.#origin = url.origin;
      this.#frame = frame;
      this.#root.replaceChildren(frame, document.createElement('slot'));
    }

    /** The browser or the server let no frame in: what the author wrote into the element is shown, with a way out. */
    #refused() {
      if (this.#ready) return;
      const [folder, link] = this.#place();
      const way = document.createElement('a');
      way.href = `${folder}#${link}`;
      way.target = '_blank';
      way.rel = 'noopener';
      const zh = this.#looks().language === 'zh';
      way.textContent = zh
        ? '此图无法在这里显示。在新标签页中打开'
        : 'This figure can’t be shown here. Open it in a new tab';
      this.setAttribute('data-refused', '');
      this.#root.append(way);
      this.#tell('failed', { code: 'frame_refused', en: 'The frame was refused.', zh: '框架被拒绝。' });
    }

    /** @param {any} data */
    #take(data) {
      if (data?.downhill !== PROTOCOL || typeof data.type !== 'string') return;
      const { downhill, type, ...detail } = data;
      if (type === 'ready') {
        this.#ready = true;
        this.setAttribute('data-ready', '');
        this.#look();
        for (const message of this.#waiting.splice(0)) this.#post(message);
      } else if (type === 'resized') {
        const fixed = this.hasAttribute('height') || this.hasAttribute('aspect-ratio');
        if (!fixed && this.#frame && detail.height > 0 && detail.height < 1e5) {
          this.#frame.style.height = `${Math.ceil(detail.height)}px`;
        }
      } else if (type === 'phase') this.phase = String(detail.phase);
      else if (type === 'recipe') this.link = String(detail.link);
      else if (type === 'report') this.report = detail;
      else if (type !== 'predicted' && type !== 'failed') return;
      this.#tell(type, detail);
    }

    /** @param {string} type @param {object} detail */
    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    /** @param {object} message */
    #post(message) {
      if (this.#ready) this.#frame?.contentWindow?.postMessage({ downhill: PROTOCOL, ...message }, this.#origin);
      else if (this.#waiting.length < 20) this.#waiting.push(message);
    }

    /** Somebody wants the figure now. @param {object} message */
    #want(message) {
      if (!this.#asked && !this.#ready && this.isConnected) {
        this.#asked = true;
        this.#build();
      }
      this.#post(message);
    }

    run() {
      this.#want({ type: 'run' });
    }

    pause() {
      this.#post({ type: 'pause' });
    }

    step(count = 1) {
      this.#want({ type: 'step', count });
    }

    rewind() {
      this.#post({ type: 'rewind' });
    }

    /** @param {string} link */
    setRecipe(link) {
      this.#post({ type: 'set-recipe', link: String(link) });
    }
  }

  customElements.define('downhill-lab', DownhillLab);
})();
