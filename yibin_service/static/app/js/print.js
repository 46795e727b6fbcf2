// data-print: a button that opens the browser's printing.
export function printButtons(root) {
  for (const button of root.querySelectorAll('[data-print]')) {
    if (button.dataset.prints) continue;
    button.dataset.prints = '1';
    button.addEventListener('click', () => window.print());
  }
}
