package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.espalier.report.view.FormattedNumber;

/** Table of the page: its columns, each a heading and the cells below it. */
final class PageTable<T> {

  /**
   * @param css {@code n} for numbers
   */
  private record Column<T>(String css, String heading, BiConsumer<Html, T> cell) {}

  private final List<Column<T>> columns = new ArrayList<>();

  /** Adds a column. */
  PageTable<T> column(String css, String heading, BiConsumer<Html, T> cell) {
    columns.add(new Column<>(css, heading, cell));
    return this;
  }

  /** Adds the column that numbers the rows. */
  PageTable<T> rows(String heading, Function<T, Integer> number) {
    return column(
        "n",
        heading,
        (page, row) ->
            page.element("th", String.valueOf(number.apply(row)), "scope", "row", "class", "n"));
  }

  /**
   * Adds a column of text.
   *
   * @param css class of its cells; empty for none
   */
  PageTable<T> text(String css, String heading, Function<T, String> text) {
    return column("", heading, (page, row) -> page.element("td", text.apply(row), "class", css));
  }

  /** Adds a column of numbers, some of which may be missing. */
  PageTable<T> scores(String heading, Function<T, Optional<FormattedNumber>> score) {
    return scores(heading, score, row -> Optional.empty());
  }

  /** Adds a column of scores with their standard errors, some of which may be missing. */
  PageTable<T> scores(
      String heading,
      Function<T, Optional<FormattedNumber>> score,
      Function<T, Optional<FormattedNumber>> stdError) {
    return column(
        "n",
        heading,
        (page, row) ->
            score
                .apply(row)
                .ifPresentOrElse(
                    s ->
                        stdError
                            .apply(row)
                            .ifPresentOrElse(e -> page.score(s, e), () -> page.number(s)),
                    () -> page.element("td", "–", "class", "n")));
  }

  /** Adds a column of numbers. */
  PageTable<T> number(String heading, Function<T, FormattedNumber> number) {
    return column("n", heading, (page, row) -> page.number(number.apply(row)));
  }

  /**
   * Prints the table in a box of its own that scrolls sideways.
   *
   * @param role class of a row; empty for none
   */
  void print(Html page, String css, String caption, List<T> rows, Function<T, String> role) {
    page.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption);
    page.open("table", "class", css).element("caption", caption).line().open("thead").open("tr");
    columns.forEach(c -> page.element("th", c.heading(), "scope", "col", "class", c.css()));
    page.close("tr").close("thead").line().open("tbody").line();
    for (T row : rows) {
      page.open("tr", "class", role.apply(row));
      columns.forEach(column -> column.cell().accept(page, row));
      page.close("tr").line();
    }
    page.close("tbody").close("table").close("div").line();
  }
}
