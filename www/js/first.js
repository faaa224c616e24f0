// biome-ignore-all lint/style/useTemplate: browsers that know no template literals are told so here.
// Says why the page stays blank, where it does. Written for browsers of any age and loaded as a classic script, because
// the modules are what may not run. They remove #not-started when they have; where not even this script runs, the
// stylesheet shows its sentence after some seconds.

(() => {
  /** What the first error said. */
  var detail = '';
  /** A script that could not be loaded, or loaded as what it was sent. @type {HTMLScriptElement | null} */
  var failed = null;

  addEventListener(
    'error',
    (event) => {
      var target = event.target;
      if (target instanceof HTMLScriptElement) failed = failed || target;
      else detail = detail || event.message || '';
    },
    true,
  );

  /** @param {string} english @param {string} chinese */
  function say(english, chinese) {
    var place = document.getElementById('not-started');
    if (!place) return;
    var texts = place.getElementsByTagName('p');
    texts[0].textContent = english;
    texts[1].textContent = chinese;
    place.className = 'fatal';
  }

  var tooOld = () => {
    var why = detail ? ' (' + detail + ')' : '';
    say(
      'This browser is too old for Downhill, or Downhill has a fault' +
        why +
        '. Please use a current version of Firefox, Chrome, Edge or Safari.',
      '此浏览器版本过旧，或 Downhill 自身出错' + why + '。请使用较新版本的 Firefox、Chrome、Edge 或 Safari。',
    );
  };

  /** Why a script was not loaded, as the server tells it. @param {HTMLScriptElement} script */
  function askServer(script) {
    var request = new XMLHttpRequest();
    request.onload = () => {
      var type = request.getResponseHeader('Content-Type') || '';
      if (request.status !== 200) {
        say(
          'A part of Downhill is missing on this server (' +
            script.src +
            ': ' +
            request.status +
            '). Please reload the page.',
          '此服务器上缺少 Downhill 的部分文件（' + script.src + '：' + request.status + '）。请重新加载页面。',
        );
      } else if (/javascript|ecmascript/.test(type)) lost();
      else {
        say(
          'This server sends JavaScript files as “' +
            type +
            '”, which browsers refuse to run. It has to send them as text/javascript.',
          '此服务器以“' + type + '”类型发送 JavaScript 文件，浏览器会拒绝运行。应改为 text/javascript。',
        );
      }
    };
    request.onerror = lost;
    request.open('GET', script.src);
    request.send();
  }

  function lost() {
    say(
      'A part of Downhill could not be loaded. Please check the connection and reload the page.',
      'Downhill 的部分文件未能加载。请检查网络连接后重新加载页面。',
    );
  }

  // Scripts that delay it have run by then, or never will.
  addEventListener('load', () => {
    if (!document.getElementById('not-started')) return;
    if (location.protocol === 'file:') {
      say(
        'This page was opened from a file, and browsers load its programs only from a web server. Any will do: type “python3 -m http.server --bind 127.0.0.1” in its folder and open the address that it prints.',
        '此页面是直接从文件打开的，而浏览器只从网络服务器加载其程序。任何服务器都可以：例如在其文件夹中运行“python3 -m http.server --bind 127.0.0.1”，再打开它给出的地址。',
      );
    } else if (self.origin === 'null') {
      say(
        'The frame that shows this page is sandboxed too strictly. It needs sandbox="allow-scripts allow-same-origin".',
        '显示此页面的框架沙盒限制过严，需要设置 sandbox="allow-scripts allow-same-origin"。',
      );
    } else if (failed && 'noModule' in failed) askServer(failed);
    else tooOld();
  });
})();
