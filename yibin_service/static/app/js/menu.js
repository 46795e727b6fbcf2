// The side menu as a drawer on phones.
export function phoneMenu() {
  const side = document.getElementById('q-side');
  const opener = document.querySelector('[data-menu-open]');
  if (!side || !opener) return;
  const set = (isOpen) => {
    side.classList.toggle('is-open', isOpen);
    opener.setAttribute('aria-expanded', String(isOpen));
    (isOpen ? side.querySelector('[data-menu-close]') : opener).focus();
  };
  opener.addEventListener('click', () => set(true));
  side.querySelector('[data-menu-close]').addEventListener('click', () => set(false));
  document.addEventListener('click', (event) => {
    const isOutside = !side.contains(event.target) && !opener.contains(event.target);
    if (side.classList.contains('is-open') && isOutside) set(false);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && side.classList.contains('is-open')) set(false);
  });
}
