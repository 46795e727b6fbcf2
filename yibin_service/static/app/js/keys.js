// Single keys (can be switched off), and Ctrl+Enter for the long form one is in.
let isAfterG = false;

const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable]') !== null;
const follow = (link) => { if (link) link.click(); };

function singleKey(event) {
  if (isAfterG) {
    isAfterG = false;
    if (event.key === 'w') follow(document.querySelector('a.q-brand'));
    return;
  }
  if (event.key === 'g') {
    isAfterG = true;
    setTimeout(() => { isAfterG = false; }, 1500);
  } else if (event.key === '/') {
    event.preventDefault();
    document.querySelector('[data-key-search]')?.focus();
  } else if (event.key === 'n') {
    follow(document.querySelector('[data-key-new]'));
  } else if (event.key === '?') {
    document.getElementById('q-shortcuts')?.showModal();
  }
}

export function listenToKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest?.('form');
      const button = form?.querySelector('button[type=submit].btn-primary, button[type=submit]');
      if (form?.method === 'post' && button && !button.disabled) form.requestSubmit(button);
      return;
    }
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (document.body.dataset.shortcuts === 'off' || !isPlain) return;
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
    singleKey(event);
  });
}
