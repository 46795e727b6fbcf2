// Pictures shrink to 2,560 px before they are sent; the time they were taken is read first, for the copy loses it.
const LONGEST = 2560;
const SMALL_ENOUGH = 1_500_000;
const ORIGINAL_TIME = 0x9003;
const EXIF_POINTER = 0x8769;

export async function shrunk(file) {
  if (!['image/jpeg', 'image/png', 'image/webp'].includes(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const ratio = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (ratio === 1 && file.size <= SMALL_ENOUGH) return file;
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * ratio);
    canvas.height = Math.round(picture.height * ratio);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const type = file.type === 'image/png' ? 'image/png' : 'image/jpeg';
    const copy = await new Promise((resolve) => { canvas.toBlob(resolve, type, 0.85); });
    return copy && copy.size < file.size ? copy : file;
  } catch {
    return file;
  }
}

// The camera's own time where the file tells it, else the file's date; ISO with this machine's offset.
export async function takenAt(file) {
  const told = file.type === 'image/jpeg' ? exifTime(new DataView(await file.slice(0, 131_072).arrayBuffer())) : '';
  return told || isoLocal(new Date(file.lastModified));
}

function isoLocal(date) {
  const pad = (number) => String(number).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
    + `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
}

function exifTime(view) {
  try {
    const tiff = tiffStart(view);
    if (!tiff) return '';
    const isLittle = view.getUint16(tiff) === 0x4949;
    const exif = tagValue(view, tiff, tiff + view.getUint32(tiff + 4, isLittle), EXIF_POINTER, isLittle);
    const at = exif && tagValue(view, tiff, tiff + exif, ORIGINAL_TIME, isLittle);
    return at ? written(view, tiff + at) : '';
  } catch {
    return '';
  }
}

function tiffStart(view) {
  let at = 2;
  while (at < view.byteLength - 4) {
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return 0;
}

function tagValue(view, tiff, directory, wanted, isLittle) {
  const entries = view.getUint16(directory, isLittle);
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12;
    if (view.getUint16(entry, isLittle) === wanted) return view.getUint32(entry + 8, isLittle);
  }
  return 0;
}

// `2026:11:20 10:30:00` in the file; a camera writes no zone, so it is this mill's.
function written(view, at) {
  let text = '';
  for (let index = 0; index < 19; index += 1) text += String.fromCharCode(view.getUint8(at + index));
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text);
  return found ? `${found[1]}-${found[2]}-${found[3]}T${found[4]}+08:00` : '';
}
