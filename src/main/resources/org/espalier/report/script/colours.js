// Colours, from the style sheet, so that charts follow it into the dark.

const LEARNERS = 6; // colours of learners, which are then reused

export function palette() {
  const style = getComputedStyle(document.documentElement);
  const named = name => style.getPropertyValue('--' + name).trim();
  const names = ['paper', 'ink', 'muted', 'rule', 'bad', 'accent', 'good', 'poor'];
  return {
    ...Object.fromEntries(names.map(name => [name, named(name)])),
    learner: index => named(learnerClass(index))
  };
}

/** Name of a learner's colour in the style sheet. */
export function learnerClass(index) { return 'c' + Math.max(0, index) % LEARNERS; }

/** Style of a point: full, or a ring. */
export function dot(full, colour, more) {
  return { color: full ? colour : 'transparent', borderColor: colour, borderWidth: 1.5, opacity: full ? 1 : .75, ...more };
}
