// Texts that would run, load or break out if a page showed them as anything but text: every vector, in every context, in every encoding.

/** What each of them does where it runs; 200 of them are told apart by their number. */
const act = (number) => `globalThis.ran=${number}`;

// What a page that took it for markup would have is marked, so that it is found where nothing runs either.
const VECTORS = [
  (act) => `<script data-foreign>${act}</script>`,
  (act) => `<img data-foreign src=x onerror=${act}>`,
  (act) => `<svg data-foreign onload=${act}></svg>`,
  (act) => `<iframe data-foreign srcdoc="<script>parent.${act}</script>"></iframe>`,
  (act) => `<details data-foreign open ontoggle=${act}>x</details>`,
  (act) => `<a data-foreign autofocus onfocus=${act} href=javascript:${act}>x</a>`,
  () => `<link data-foreign rel=stylesheet href=//foreign.example/x.css>`,
  () => `<base data-foreign href=//foreign.example/>`,
  (act) => `<object data-foreign data=javascript:${act}></object>`,
  (act) => `x data-foreign autofocus tabindex=1 onfocus=${act} x="`,
];
const CONTEXTS = [
  (text) => text,
  (text) => `"> ${text}`,
  (text) => `'> ${text}`,
  (text) => `</title></textarea></select></script> ${text}`,
  (text) => `--> " ${text} ' {{7*7}}`,
];
const ENCODINGS = [
  (text) => text,
  (text) => text.replace(/<(\/?)(\w)(\w*)/g, (_, slash, first, rest) => `<${slash}${first.toUpperCase()}${rest}`),
  (text) => text.replace(/[<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  (text) => encodeURIComponent(text),
];

/** All of them. */
export const payloads = ENCODINGS.flatMap((encoding) =>
  CONTEXTS.flatMap((context) => VECTORS.map((vector) => ({ vector, context, encoding }))),
).map(({ vector, context, encoding }, number) => encoding(`${number} ${context(vector(act(number)))}`));

/** Those that run or load in any page that shows them as they are. */
export const plain = payloads.slice(0, VECTORS.length - 1);
