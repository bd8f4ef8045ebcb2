// Keys for lists of [data-line]: j and k move; every other key presses the line's own [data-key] button, or opens its form.
// Nothing needs it, and it stays out of inputs and of the browser's own combinations.
(() => {
  const lines = [...document.querySelectorAll('[data-line]')];
  const use = document.getElementById('keys');
  let at = -1;
  if (use) use.closest('[hidden]').hidden = false;
  const go = to => {
    if (!lines[to]) return;
    lines[at]?.classList.remove('near');
    at = to;
    lines[at].classList.add('near');
    lines[at].focus();
  };
  addEventListener('keydown', e => {
    if (!use?.checked || e.ctrlKey || e.altKey || e.metaKey || e.target.closest('input,textarea,select,[contenteditable]')) return;
    if (e.key === 'j') return go(at + 1);
    if (e.key === 'k') return go(at - 1);
    const it = /^[a-z]$/.test(e.key) && lines[at]?.querySelector(`[data-key=${e.key}]`);
    if (!it) return;
    e.preventDefault();
    if (it.tagName !== 'DETAILS') return it.click();
    it.open = true;
    it.querySelector('input:not([type=hidden])').focus();
  });
})();
