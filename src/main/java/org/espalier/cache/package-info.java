/**
 * Cache of values that cells share: each is made once, read by many and freed; it is independent of
 * the kind of values. Read {@link WorkCache} first.
 *
 * <p>Decision: the cell whose thread makes a value pays for it, as costs are recorded when a cell
 * ends; cells that read it later cost less.
 */
@NullMarked
package org.espalier.cache;

import org.jspecify.annotations.NullMarked;
