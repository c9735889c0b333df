package org.espalier.spark.ui;

import java.util.List;
import org.apache.spark.ui.UIUtils;
import org.espalier.spark.ui.TuningRows.StudyRow;

/** First page of the tab, which lists the studies of the application. */
final class StudiesPage extends TuningPage {

  private static final List<String> HEAD =
      List.of("Study", "Name", "Metric", "State", "Trials", "Best score", "Begun");

  StudiesPage(TuningTab tab) {
    super(tab, "");
  }

  @Override
  String title(PageRequest request) {
    return "Tuning";
  }

  @Override
  String body(PageRequest request) {
    return Markup.table(
        "studies",
        HEAD,
        tab().rows().studies().stream().map(study -> row(request, study)).toList());
  }

  private List<String> row(PageRequest request, StudyRow study) {
    StudyView view = new StudyView(study, tab().rows().trials(study.key()));
    String uri = StudyPage.uri(request, tab(), study.key());
    return List.of(
        String.valueOf(study.key()),
        Markup.link(uri, Markup.text(study.begun().name())),
        Markup.text(study.begun().objective().metric()),
        StudyPage.state(tab(), study),
        Markup.text(view.begun()),
        StudyPage.best(view),
        Markup.text(UIUtils.formatDate(study.begun().at())));
  }
}
