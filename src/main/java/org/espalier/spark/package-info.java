/**
 * Basics of the Spark side: the Spark line on the class path, and the code that differs between the
 * lines. Read {@link SparkLine} first.
 *
 * <p>Decision: one code base for Spark 3.5 and 4.x; all packages below import Spark, none imports
 * settings files or the page.
 */
@NullMarked
package org.espalier.spark;

import org.jspecify.annotations.NullMarked;
