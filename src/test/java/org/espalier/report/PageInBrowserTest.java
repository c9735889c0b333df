package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.espalier.journal.StudyRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser shows it. Slow: each test starts a browser. */
@Tag("slow")
final class PageInBrowserTest {
  private static final String PAGE = SamplePage.ofTrials(54);

  private static final String ERRORS =
      """
      window.addEventListener('error', function (e) {
        document.documentElement.setAttribute('data-error', e.message + ' ' + e.lineno);
      });
      document.addEventListener('securitypolicyviolation', function (e) {
        document.documentElement.setAttribute('data-error', e.violatedDirective);
      });
      """;

  private static final String SETTLED =
      """
      setTimeout(function () {
        var root = document.documentElement;
        root.setAttribute('data-overflow', root.scrollWidth - root.clientWidth);
      }, 3000);
      """;

  /** Draws all charts as for paper, without waiting, and drags a range on the axis of the score. */
  private static final String BRUSH =
      """
      window.addEventListener('load', function () {
        window.dispatchEvent(new Event('beforeprint'));
        echarts.getInstanceByDom(document.querySelector('[data-chart=parallel]')).dispatchAction({
          type: 'axisAreaSelect', parallelAxisId: 'score', intervals: [[0.9, 1]]
        });
      });
      """;

  /** Draws all charts without waiting for them to come into sight. */
  private static final String DRAWN =
      """
      window.addEventListener('load', function () {
        window.dispatchEvent(new Event('beforeprint'));
        window.dispatchEvent(new Event('afterprint'));
      });
      """;

  private static final String AXE =
      """
      setTimeout(function () {
        axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
          .then(function (found) {
            document.documentElement.setAttribute('data-axe', found.violations.map(function (v) {
              return v.id + ': ' + v.nodes.map(function (n) { return n.target.join(' '); }).join(', ');
            }).join('; ') || 'none of ' + found.passes.length);
          });
      }, 3000);
      """;

  @TempDir private Path folder;
  private Browser browser;

  @BeforeEach
  void findBrowser() {
    assumeTrue(Browser.ofMachine(folder).isPresent(), "needs Chromium on the path");
    browser = Browser.ofMachine(folder).orElseThrow();
  }

  /** The document without the text of its scripts. */
  private String shown(String page, String fragment, String... options)
      throws IOException, InterruptedException {
    String document = browser.document(page, fragment, options);
    return document.replaceAll("(?s)(<script[^>]*>).*?</script>", "$1</script>");
  }

  private static long count(String document, String regex) {
    return Pattern.compile(regex).matcher(document).results().count();
  }

  private static String first(String document, String regex) {
    return Pattern.compile(regex, Pattern.DOTALL)
        .matcher(document)
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElse("");
  }

  /** The page with scripts of a test, which its policy is told to allow. */
  private static String probed(String page, String... scripts) {
    StringBuilder allowed = new StringBuilder("script-src");
    StringBuilder tags = new StringBuilder();
    for (String script : scripts) {
      allowed.append(Escape.html(" 'sha256-" + PageFile.digest(script) + "'"));
      tags.append("<script>").append(script).append("</script>");
    }
    int end = page.indexOf("<title>"); // before the page's own scripts
    return page.substring(0, end).replace("script-src", allowed) + tags + page.substring(end);
  }

  private static String axe() throws IOException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream("axe.min.js")) {
      String library = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return library;
    }
  }

  @Test
  void every_chart_is_drawn_under_the_content_security_policy() throws Exception {
    String document = shown(probed(PAGE, ERRORS, DRAWN, axe(), AXE, SETTLED), "");
    assertThat(document).doesNotContain("data-error");
    assertThat(count(document, "<svg ")).isGreaterThanOrEqualTo(count(document, "data-chart=\""));
    assertThat(first(document, "data-rows=\"(\\d+)\"")).isEqualTo("54");
    assertThat(first(document, "role=\"status\">([^<]*)<")).isEqualTo("All 54 trials are shown.");
    assertThat(first(document, "data-axe=\"([^\"]*)\"")).startsWith("none of ");
  }

  @Test
  void the_fragment_of_the_address_restores_a_view_on_a_phone_in_the_dark() throws Exception {
    String view =
        "show=completed&top=4&parameters=differing&range=score%3D0.9..1&axis=log"
            + "&sort=score-desc";
    String document =
        shown(
            probed(PAGE, ERRORS, DRAWN, axe(), AXE, SETTLED),
            view,
            "--window-size=400,20000",
            "--blink-settings=preferredColorScheme=0");
    assertThat(document).doesNotContain("data-error");
    assertThat(first(document, "data-rows=\"(\\d+)\"")).isEqualTo("3");
    assertThat(first(document, "role=\"status\">([^<]*)<")).startsWith("3 of 54 trials are shown.");
    assertThat(document).contains("Remove the filter: area under ROC from 0.9 to 1");
    assertThat(first(document, "id=\"trial-table\".*?scope=\"row\">(\\d+)<"))
        .as("the first row, sorted by score")
        .isEqualTo("28");
    assertThat(document).contains("data-lines=\"4\"");
    assertThat(first(document, "data-axe=\"([^\"]*)\"")).startsWith("none of ");
    assertThat(first(document, "data-overflow=\"(-?\\d+)\"")).isEqualTo("0");
  }

  @Test
  void a_range_dragged_on_an_axis_filters_the_table_and_is_a_button() throws Exception {
    String document = shown(probed(PAGE, ERRORS, BRUSH, SETTLED), "show=completed");
    assertThat(document).doesNotContain("data-error");
    assertThat(first(document, "data-rows=\"(\\d+)\"")).isEqualTo("3");
    assertThat(document).contains("Remove the filter: area under ROC from 0.9 to 1");
  }

  @Test
  void the_scores_of_several_studies_are_drawn_under_the_content_security_policy()
      throws Exception {
    String page = ComparePage.of(ComparePageTest.compared("a"));
    String document = shown(probed(page, ERRORS, SETTLED), "");
    assertThat(document).doesNotContain("data-error").contains(">large</text>", ">small</text>");
    assertThat(count(document, "<svg ")).isEqualTo(1);
  }

  @Test
  void hostile_names_stay_text() throws Exception {
    String page = ReportPage.of(StudyRecord.of(ReportPageTest.hostile()));
    String document = shown(probed(page, ERRORS, SETTLED), "");
    assertThat(count(document, "<img")).isZero();
    assertThat(count(document, "<script")).as("three of the page, two of this test").isEqualTo(5);
    assertThat(document).contains("&lt;img src=x onerror='alert(2)'&gt;");
    assertThat(first(document, "data-rows=\"(\\d+)\"")).isEqualTo("2");
  }
}
