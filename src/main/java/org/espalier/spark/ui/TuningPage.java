package org.espalier.spark.ui;

import org.apache.spark.ui.WebUIPage;
import scala.collection.immutable.Seq;
import scala.xml.Node;

/**
 * Page of the tab. It has a {@code render} method for each of the two servlet APIs. The one for
 * this version of Spark overrides Spark's own method, and the JVM never loads the types of the
 * other.
 */
@SuppressWarnings("MissingOverride")
abstract class TuningPage extends WebUIPage {

  private final TuningTab tab;

  /**
   * @param path path below the tab; empty for its first page
   */
  TuningPage(TuningTab tab, String path) {
    super(path);
    this.tab = tab;
  }

  TuningTab tab() {
    return tab;
  }

  abstract String title(PageRequest request);

  /** Returns the HTML below the title. */
  abstract String body(PageRequest request);

  public Seq<Node> render(javax.servlet.http.HttpServletRequest request) {
    return rendered(new PageRequest(request));
  }

  public Seq<Node> render(jakarta.servlet.http.HttpServletRequest request) {
    return rendered(new PageRequest(request));
  }

  private Seq<Node> rendered(PageRequest request) {
    return request.page(title(request), body(request), tab);
  }
}
