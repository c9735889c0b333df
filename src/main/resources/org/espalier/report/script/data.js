// Data of the page, which its file holds as JSON.

export const page = JSON.parse(document.getElementById('chart-data').textContent);

/** The values of a column: texts that repeat are stored once, with the code of each row's text. */
export function decoded(values) {
  return Array.isArray(values) ? values : values.codes.map(code => values.texts[code]);
}
