package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.TrainingLine;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.Sample;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ReportPageTest {

  private static final String PAGE = ReportPage.of(StudyRecord.of(SampleStudy.events()));

  private static final String EVIL =
      "</script></title></style><script>alert(1)</script><img src=x onerror='alert(2)'>\"'&\u2028";

  private static final Pattern SCRIPT =
      Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);

  @Test
  void the_page_is_the_one_expected_to_the_byte_in_the_columns_that_it_names() throws IOException {
    try (var golden = ReportPageTest.class.getResourceAsStream("sample.html")) {
      String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(SamplePage.bare(column -> expected.contains(SamplePage.named(column))))
          .as("after a wanted change, SamplePage with the argument golden writes the file anew")
          .isEqualTo(expected);
    }
  }

  @Test
  void the_same_record_gives_the_same_page() {
    assertThat(ReportPage.of(StudyRecord.of(SampleStudy.events()))).isEqualTo(PAGE);
  }

  @Test
  void pages_of_a_hundred_and_ten_thousand_trials_keep_to_their_sizes() {
    assertThat(SamplePage.ofTrials(100).length()).isLessThan(1_600_000);
    assertThat(SamplePage.ofTrials(10_000).length()).isLessThan(6_000_000);
  }

  @Test
  void nothing_is_fetched() {
    Assets assets = Assets.ofStudy();
    String own = PAGE.replace(assets.library(), "");
    assertThat(own)
        .doesNotContainPattern("https?:")
        .doesNotContain("//cdn")
        .doesNotContain("@import");
    assertThat(own).doesNotContainPattern("(?i)url\\(");
    assertThat(own).doesNotContainPattern("(?i)\\s(src|srcset|poster|action)\\s*=");
    assertThat(own).doesNotContainPattern("(?i)href=\"(?!#|data:,)");
    assertThat(own).contains("default-src 'none'".replace("'", "&#39;"));
  }

  @Test
  void the_library_names_addresses_but_asks_for_none() {
    assertThat(
            Pattern.compile("https?://[^\"'\\s)]+").matcher(PAGE).results().map(MatchResult::group))
        .allMatch(
            address ->
                address.startsWith("http://www.w3.org/")
                    || address.startsWith("http://www.apache.org/licenses/")
                    || address.startsWith("https://github.com/ecomfe/zrender/blob/master/LICENSE"));
  }

  @Test
  void the_policy_names_the_digest_of_each_script() throws Exception {
    List<MatchResult> scripts = SCRIPT.matcher(PAGE).results().toList();
    assertThat(scripts).hasSize(3);
    for (MatchResult script : scripts.subList(1, 3)) {
      byte[] text = script.group(2).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      String named = "sha256-" + Base64.getEncoder().encodeToString(digest);
      assertThat(PAGE).contains(Escape.html(named));
    }
  }

  @Test
  void hostile_names_and_messages_stay_text() {
    String page =
        ReportPage.print(StudyReport.of(StudyRecord.of(hostile())), List.of(), SamplePage.BARE);

    assertThat(SCRIPT.matcher(page).results()).hasSize(3);
    assertThat(page).doesNotContain("<script>alert").doesNotContain("<img");
    assertThat(page).contains("&lt;img src=x onerror=&#39;alert(2)&#39;&gt;");
    String data = SCRIPT.matcher(page).results().findFirst().orElseThrow().group(2);
    assertThat(data).contains("\\u003c/script").doesNotContain("<").doesNotContain("\u2028");
    String markup = SCRIPT.matcher(page).replaceAll("").replaceAll("(?s)<style>.*?</style>", "");
    assertThat(markup).doesNotContainPattern("<(?!/?[a-z1-6]+[ >]|!DOCTYPE html>)");
  }

  @Test
  void where_cells_were_trained_and_why_is_told_if_it_is_known() {
    StudyRecord record = StudyRecord.of(hostile());
    assertThat(TrainingLine.of(record)).containsExactly(new TrainingLine(EVIL, "task", EVIL, 2));
    assertThat(ReportPage.print(StudyReport.of(record), List.of(), SamplePage.BARE))
        .contains("<h3>Training</h3>")
        .contains("<td>one task</td>");
    assertThat(PAGE).doesNotContain("<h3>Training</h3>");
  }

  @Tag(Sample.TAG)
  @Test
  void every_prefix_of_a_study_has_a_page() {
    int events = SampleStudy.events().size();
    List<Integer> counts = IntStream.range(0, events / 11).map(i -> 1 + 11 * i).boxed().toList();
    for (int count : Sample.rows(counts).toList()) {
      String page =
          ReportPage.print(
              StudyReport.of(StudyRecord.of(SampleStudy.events(count))),
              List.of(),
              SamplePage.BARE);
      assertThat(page).contains("Interrupted").endsWith("</html>\n");
    }
  }

  @Test
  void headings_of_tables_have_a_scope_and_charts_a_description() {
    assertThat(PAGE).doesNotContainPattern("<th(?![^>]*scope=)[ >]");
    assertThat(
            Pattern.compile("<div class=\"plot [^>]*>")
                .matcher(PAGE)
                .results()
                .map(MatchResult::group))
        .hasSizeGreaterThan(20)
        .allMatch(chart -> chart.contains("role=\"img\"") && chart.contains("aria-label=\""));
  }

  static List<StudyEvent> hostile() {
    Objective objective = new Objective(EVIL, Direction.MAXIMIZE);
    RungLadder ladder = RungLadder.ofRows(10, 20, 2, 2);
    Configuration configuration =
        new Configuration(Map.of("learner", EVIL, EVIL + "." + EVIL, EVIL));
    Trial trial = new Trial(0, configuration, Trial.DEFAULT);
    Trial other = new Trial(1, configuration, EVIL);
    Proposal first = new Proposal(0, 0, 1, List.of(0, 1), 40);
    Proposal second = new Proposal(1, 1, 0, List.of(0, 1), 20);
    StudyEvent.Folds folds = new StudyEvent.Folds(EVIL, List.of(20L, 20L), 0, 40, 0);
    return List.of(
        new StudyEvent.Opened(
            EVIL,
            new StudyEvent.Setup(1, objective, EVIL, EVIL, 2, 0, ladder),
            folds,
            Optional.of(new StudyEvent.Fingerprint(EVIL, 1, Map.of(EVIL, EVIL))),
            new StudyEvent.Request(EntryPoint.JOB, List.of(EVIL), EVIL),
            List.of(),
            Map.of(EVIL, EVIL),
            0),
        new StudyEvent.Proposed(trial, first),
        new StudyEvent.Proposed(other, second),
        new StudyEvent.Told(
            new Outcome(
                first,
                TrialState.COMPLETED,
                OptionalDouble.of(-0.5),
                OptionalDouble.of(0.5),
                OptionalLong.empty(),
                List.of(cell(0), cell(1)),
                "")),
        new StudyEvent.Told(
            new Outcome(
                second,
                TrialState.FAILED,
                OptionalDouble.of(-0.5),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                List.of(CellOutcome.without(0, CellState.FAILED, 10, EVIL, Cost.NONE)),
                EVIL)),
        new StudyEvent.Confirmed(0, OptionalDouble.empty(), OptionalDouble.empty(), 1),
        new StudyEvent.Closed(StudyStatus.FINISHED, 0, EVIL, List.of(EVIL), 1, 1));
  }

  private static CellOutcome cell(int fold) {
    return new CellOutcome(
        fold,
        CellState.COMPLETED,
        20,
        OptionalDouble.of(0.5),
        Map.of(),
        new CellTraining(Trainer.TASK, Optional.of(EVIL)),
        "",
        Cost.NONE);
  }
}
