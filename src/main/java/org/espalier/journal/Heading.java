package org.espalier.journal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Mark of a component of {@link TrialRow} that the page of a study shows as a column, with the
 * heading of the column. Its tooltip is the comment on the component.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Heading {
  String value();

  /** Text of a value that tells nothing: a column with no other value is left out. */
  String unless() default "";
}
