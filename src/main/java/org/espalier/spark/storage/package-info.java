/**
 * Rows that the cluster stores for their readers, in its memory and on its disks. Read {@link
 * CheckpointedRows} first.
 *
 * <p>Decision: stored rows have no lineage; {@link StoredRows} that are lost are made again by the
 * cache.
 */
@NullMarked
package org.espalier.spark.storage;

import org.jspecify.annotations.NullMarked;
