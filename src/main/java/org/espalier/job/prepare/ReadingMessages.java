package org.espalier.job.prepare;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.espalier.numeric.CountedNoun;
import org.espalier.spec.Redaction;
import org.espalier.spec.SafeText;
import org.espalier.spec.rows.TablePlan;
import org.espalier.study.Cost;

/**
 * Lines about the reading of a table, which may take minutes: one before it and one after it.
 *
 * @param out destination: standard error if a command prints its result on standard output
 */
public record ReadingMessages(PrintWriter out, InstantSource clock, Instant began) {

  /** Prints that the table is read from now on. */
  public static ReadingMessages begin(TablePlan table, PrintWriter out, InstantSource clock) {
    out.printf("reading %s%n", SafeText.line(text(table)));
    out.flush();
    return new ReadingMessages(out, clock, clock.instant());
  }

  private static String text(TablePlan table) {
    return table.format() == TablePlan.Format.SQL
        ? "the rows of a query"
        : Redaction.text(table.source());
  }

  /** Prints the number of rows and the time. */
  public void end(long rows) {
    double seconds = Cost.seconds(Duration.between(began, clock.instant()));
    out.printf("%s read, checked and cut in %.1f s%n", CountedNoun.of(rows, "row"), seconds);
    out.flush();
  }
}
