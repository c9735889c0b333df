package org.espalier.spark.ui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.spark.ui.StudyProgress.Step;
import org.espalier.spark.ui.TuningRows.JobsRow;
import org.espalier.spark.ui.TuningRows.StudyRow;
import org.espalier.spark.ui.TuningRows.TrialRow;

/** Page of a study, with its state, its rungs, and its trials with decisions, reasons and jobs. */
final class StudyPage extends TuningPage {

  static final String ID = "id";

  private static final String PATH = "study";

  private static final int ROWS = 100;

  private static final List<String> RUNGS =
      List.of("Rung", "Resource", "Scored", "Promoted", "Pruned", "Failed", "Best score");

  /** Sortable columns, by their names in the address. */
  private static final List<String> SORTED = List.of("trial", "state", "rung", "score", "time");

  StudyPage(TuningTab tab) {
    super(tab, PATH);
  }

  /** Returns the address of a study's page. */
  static String uri(PageRequest request, TuningTab tab, int study) {
    return request.uri(tab, "/%s/%s/?%s=%d".formatted(tab.prefix(), PATH, ID, study));
  }

  @Override
  String title(PageRequest request) {
    return study(request).map(study -> "Study " + study.begun().name()).orElse("Tuning");
  }

  private Optional<StudyRow> study(PageRequest request) {
    return request.number(ID).flatMap(tab().rows()::study);
  }

  @Override
  String body(PageRequest request) {
    return study(request)
        .map(study -> new StudyView(study, tab().rows().trials(study.key())))
        .map(view -> body(request, view))
        .orElse("<p>There is no such study.</p>");
  }

  private String body(PageRequest request, StudyView view) {
    return summary(view)
        + button(request, view.study())
        + Markup.heading("Rungs")
        + Markup.table("rungs", RUNGS, view.rungs().stream().map(StudyPage::rung).toList())
        + Markup.heading("Trials")
        + trials(request, view);
  }

  private String summary(StudyView view) {
    StudyProgress.Ended ended = view.study().ended();
    return Stream.of(
            Markup.property("Metric", Markup.text(view.study().begun().objective().metric())),
            Markup.property("State", state(tab(), view.study())),
            ended == null ? "" : Markup.property("Reason", Markup.text(ended.reason())),
            Markup.property("Trials", Markup.text(view.begun() + ": " + view.states())),
            Markup.property("Best", best(view)),
            ended == null || ended.winner() < 0
                ? ""
                : Markup.property("Winner", "trial " + ended.winner()),
            Markup.property("Task time", Markup.seconds(view.taskSeconds())))
        .collect(Collectors.joining("", "<ul class=\"list-unstyled\">", "</ul>"));
  }

  /** Returns the state of a study as HTML. */
  static String state(TuningTab tab, StudyRow study) {
    StudyProgress.Ended ended = study.ended();
    if (ended != null) {
      return Markup.text(ended.status());
    }
    return tab.live(study.key()).isPresent() ? "running" : "no end is recorded";
  }

  /** Returns the best score and its trial as HTML. */
  static String best(StudyView view) {
    return view.best()
        .flatMap(
            trial ->
                trial
                    .scored()
                    .map(
                        step ->
                            "%s: trial %d %s"
                                .formatted(score(step), trial.now().trial(), view.at(step.rung()))))
        .map(Markup::text)
        .orElse("");
  }

  private static String score(Step step) {
    return step.score() == null ? "" : Markup.number(step.score());
  }

  private String button(PageRequest request, StudyRow study) {
    if (!tab().isControlled(study.key())) {
      return "";
    }
    return """
        <form action="%s/" method="%s" style="display:inline">
        <input type="hidden" name="%s" value="%d"/>
        <input type="hidden" name="%s" value="%s"/>
        <button type="submit" class="btn btn-sm btn-secondary">Stop</button></form>
        """
        .formatted(
            Markup.text(request.uri(tab(), TuningTab.STOP)),
            TuningTab.method(),
            ID,
            study.key(),
            TuningTab.TOKEN,
            tab().token());
  }

  private static List<String> rung(StudyView.RungLine line) {
    return List.of(
        String.valueOf(line.rung()),
        Markup.text(line.resource()),
        Markup.count(line.scored()),
        Markup.count(line.promoted()),
        Markup.count(line.pruned()),
        Markup.count(line.failed()),
        line.best().map(Markup::number).orElse(""));
  }

  private String trials(PageRequest request, StudyView view) {
    String by = request.parameter("sort").filter(SORTED::contains).orElse("trial");
    boolean down = request.parameter("desc").isPresent();
    List<TrialRow> sorted = new ArrayList<>(view.trials());
    sorted.sort(down ? order(view, by).reversed() : order(view, by));
    int pages = Math.max(1, (sorted.size() + ROWS - 1) / ROWS);
    int page = Math.min(request.number("page").orElse(0), pages - 1);
    String uri = uri(request, tab(), view.study().key());
    String address = "%s&sort=%s%s&page=".formatted(uri, by, down ? "&desc=" : "");
    return pager(address, page, pages)
        + Markup.table(
            "trials",
            head(uri, by, down),
            sorted.subList(page * ROWS, Math.min(sorted.size(), (page + 1) * ROWS)).stream()
                .map(trial -> row(request, view, trial))
                .toList());
  }

  private static Comparator<TrialRow> order(StudyView view, String by) {
    Comparator<TrialRow> first =
        switch (by) {
          case "state" -> Comparator.comparing(view::state);
          case "rung" -> Comparator.comparing(trial -> trial.last().map(Step::rung).orElse(-1));
          case "score" -> view.byScore();
          case "time" -> Comparator.comparing(trial -> trial.now().taskSeconds());
          default -> Comparator.comparing(trial -> trial.now().trial());
        };
    return first.thenComparing(trial -> trial.now().trial());
  }

  /** Returns the header of the table. A click on the column that is sorted reverses the order. */
  private static List<String> head(String uri, String by, boolean down) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("trial", "Trial");
    columns.put("state", "State");
    columns.put("rung", "Rung");
    columns.put("score", "Score");
    columns.put("time", "Task time");
    List<String> head = new ArrayList<>();
    columns.forEach(
        (name, label) -> {
          String turned = name.equals(by) && !down ? "&desc=" : "";
          String arrow = name.equals(by) ? down ? " ▾" : " ▴" : "";
          head.add(Markup.link("%s&sort=%s%s".formatted(uri, name, turned), label + arrow));
        });
    head.add("Decisions and reasons");
    head.add("Jobs");
    return head;
  }

  private static String pager(String address, int page, int pages) {
    if (pages == 1) {
      return "";
    }
    return IntStream.range(0, pages)
        .mapToObj(
            number -> {
              String label = String.valueOf(number + 1);
              return number == page
                  ? "<strong>%s</strong>".formatted(label)
                  : Markup.link(address + number, label);
            })
        .collect(Collectors.joining(" ", "<p>Page ", "</p>"));
  }

  private List<String> row(PageRequest request, StudyView view, TrialRow trial) {
    int number = trial.now().trial();
    return List.of(
        String.valueOf(number),
        view.state(trial).name().toLowerCase(Locale.ROOT),
        trial.last().map(step -> String.valueOf(step.rung())).orElse(""),
        trial.scored().map(StudyPage::score).orElse(""),
        Markup.seconds(trial.now().taskSeconds()),
        trial.now().steps().stream()
            .flatMap(step -> view.reason(step).stream())
            .map(Markup::text)
            .collect(Collectors.joining("<br/>")),
        tab().rows().jobs(view.study(), number).map(row -> links(request, row)).orElse(""));
  }

  private String links(PageRequest request, JobsRow row) {
    String links =
        row.first().stream()
            .map(
                job -> Markup.link(request.uri(tab(), "/jobs/job/?id=" + job), String.valueOf(job)))
            .collect(Collectors.joining(" "));
    int more = row.count() - row.first().size();
    return more == 0 ? links : "%s and %d more".formatted(links, more);
  }
}
