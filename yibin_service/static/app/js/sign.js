// A signature drawn with finger or mouse; what is drawn travels in the hidden field as a PNG.
const PEN = 5;

class Pad {
  constructor(box) {
    this.box = box;
    this.canvas = box.querySelector('canvas');
    this.field = box.querySelector('[data-sign-value]');
    this.pen = this.canvas.getContext('2d');
    Object.assign(this.pen, { lineWidth: PEN, lineCap: 'round', lineJoin: 'round', strokeStyle: '#1b2733' });
    this.isDrawing = false;
    this.canvas.addEventListener('pointerdown', (event) => this.begin(event));
    this.canvas.addEventListener('pointermove', (event) => this.draw(event));
    for (const end of ['pointerup', 'pointercancel']) this.canvas.addEventListener(end, () => this.end());
    box.querySelector('[data-sign-clear]').addEventListener('click', () => this.clear());
    this.restore();
  }

  place(event) {
    const frame = this.canvas.getBoundingClientRect();
    return [
      (event.clientX - frame.left) * (this.canvas.width / frame.width),
      (event.clientY - frame.top) * (this.canvas.height / frame.height),
    ];
  }

  begin(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.isDrawing = true;
    this.pen.beginPath();
    this.pen.moveTo(...this.place(event));
  }

  draw(event) {
    if (!this.isDrawing) return;
    this.pen.lineTo(...this.place(event));
    this.pen.stroke();
  }

  end() {
    if (!this.isDrawing) return;
    this.isDrawing = false;
    this.field.value = this.canvas.toDataURL('image/png');
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.field.value = '';
  }

  // After a refused submit the page comes back with what was drawn.
  restore() {
    if (!this.field.value.startsWith('data:image/png;base64,')) return;
    const picture = new Image();
    picture.addEventListener('load', () => this.pen.drawImage(picture, 0, 0));
    picture.src = this.field.value;
  }
}

export function signatures(root) {
  for (const box of root.querySelectorAll('[data-sign]')) {
    if (box.dataset.isReady) continue;
    box.dataset.isReady = '1';
    new Pad(box);
  }
}
