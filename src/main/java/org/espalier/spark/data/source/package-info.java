/**
 * Sources of tables: files in their formats, JDBC, tables of a catalogue, SQL, and the tables
 * inside the jar. Read {@link org.espalier.spark.data.source.Source}.
 */
@NullMarked
package org.espalier.spark.data.source;

import org.jspecify.annotations.NullMarked;
