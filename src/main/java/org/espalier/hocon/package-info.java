/**
 * Reader of study files: turns HOCON into a plan and reports every problem with file and line. Read
 * {@link SettingsReader} first.
 *
 * <p>Decision: a reader of our own over {@code ConfigObject}, because {@code ConfigFactory.load()}
 * accepts unknown keys, reads 2.5 as 2 and stops at one problem.
 */
@NullMarked
package org.espalier.hocon;

import org.jspecify.annotations.NullMarked;
