// The words of figures and times, the same as foundation/wording.py writes them.
const MINUTE = 60_000;

export function span(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(minutes / 1440);
  if (days) return hours % 24 ? `${days}天${hours % 24}小时` : `${days}天`;
  if (hours >= 6) return `${hours}小时`;
  if (hours) return minutes % 60 ? `${hours}小时${minutes % 60}分` : `${hours}小时`;
  return minutes ? `${minutes}分钟` : '不到1分钟';
}

export function grouped(number, places) {
  const text = Math.abs(number).toFixed(places).replace(/\B(?=(\d{3})+(?!\d))/g, (gap, _group, at, all) =>
    all.indexOf('.') === -1 || at <= all.indexOf('.') ? ',' : gap);
  return number < 0 ? `−${text}` : text;
}

// A number as people type it: 全角 digits, thousands separators, 「0.82万」, 元 or 吨 behind it. NaN when it is none.
export function readNumber(typed) {
  let plain = typed.normalize('NFKC').replace(/[\s¥￥]/g, '').replace('−', '-').replaceAll('、', ',').replace(/[元吨]$/, '');
  let factor = 1;
  if (plain.endsWith('万')) {
    plain = plain.slice(0, -1);
    factor = 10_000;
  }
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(',', '');
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) * factor : NaN;
}

export function icon(name, css = '') {
  return `<svg class="icon ${css}" aria-hidden="true"><use href="${document.body.dataset.icons}#i-${name}"/></svg>`;
}

export function escaped(text) {
  const box = document.createElement('span');
  box.textContent = text ?? '';
  return box.innerHTML;
}
