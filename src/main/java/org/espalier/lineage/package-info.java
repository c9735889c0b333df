/**
 * Lineage of a study: the events by which catalogues learn what was made of what, and the receipt
 * by which anyone sees that nothing was changed since. Made from records alone; knows no files.
 * Read {@link org.espalier.lineage.Receipt} first.
 *
 * <p>Decision: in the context of OpenLineage events, we decided to write their few fields ourselves
 * and to take its client only into the tests, accepting that its transports are not there: it
 * brings an HTTP client, YAML and metrics, and events are plain JSON.
 */
@NullMarked
package org.espalier.lineage;

import org.jspecify.annotations.NullMarked;
