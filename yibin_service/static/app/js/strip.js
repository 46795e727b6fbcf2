// One strip at the top of the page for what went wrong on the way: it stays until the next try.
import { escaped, icon } from './words.js';

// `buttons`: one, or several beside each other, each with `label` and `act`.
export function showStrip(title, text = '', buttons = [], kind = 'late') {
  hideStrip();
  const strip = document.createElement('div');
  strip.className = `q-note q-note--${kind} q-strip`;
  strip.id = 'q-strip';
  strip.setAttribute('role', 'alert');
  strip.innerHTML = `<p><strong>${icon('alert-triangle')} ${escaped(title)}</strong></p>`
    + (text ? `<p class="q-sub">${escaped(text)}</p>` : '');
  for (const button of [buttons ?? []].flat()) {
    const press = document.createElement('button');
    press.type = 'button';
    press.className = 'btn btn-sm mt-2';
    press.textContent = button.label;
    press.addEventListener('click', button.act);
    strip.append(press, ' ');
  }
  document.getElementById('main').prepend(strip);
  return strip;
}

export function hideStrip() {
  document.getElementById('q-strip')?.remove();
}

export function say(words) {
  const live = document.getElementById('q-live');
  if (live) live.textContent = words;
}
