// Registry of charts: each module in charts/ registers its own.

const registered = new Map();

/**
 * Registers a chart.
 *
 * @param chart
 *   name: the value of data-chart of its elements, and the name of its module
 *   draw: function from { colours, data, element } to an option of ECharts; data is what the page
 *     holds under data-key of the element
 *   zooms: true if it has tools to zoom and to save it as a picture
 *   started: called with the instance of ECharts and a function that draws it again
 *   drawn: called with the instance each time it was drawn
 */
export function register(chart) {
  registered.set(chart.name, { zooms: false, started: () => {}, drawn: () => {}, ...chart });
}

export function chartNamed(name) { return registered.get(name); }
