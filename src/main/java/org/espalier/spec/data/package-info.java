/** Plan of the rows: tables, roles of columns, held-out rows and folds. */
@NullMarked
package org.espalier.spec.data;

import org.jspecify.annotations.NullMarked;
