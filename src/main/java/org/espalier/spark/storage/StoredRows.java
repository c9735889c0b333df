package org.espalier.spark.storage;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.cache.StoredValue;

/** Rows that the cluster stores for their readers, in its memory and on its disks. */
public interface StoredRows extends StoredValue {

  Dataset<Row> rows();
}
