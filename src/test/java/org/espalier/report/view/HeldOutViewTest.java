package org.espalier.report.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.testing.SampleExamination;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class HeldOutViewTest {

  private static HeldOutView of(HeldOutExamination examination) {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.replaceAll(
        event ->
            event instanceof StudyEvent.Examined ? new StudyEvent.Examined(examination) : event);
    return StudyReport.of(StudyRecord.of(events)).result().heldOut().orElseThrow();
  }

  @Test
  void two_classes_have_curves_a_calibration_and_a_matrix_and_columns_come_by_importance() {
    HeldOutView view = of(SampleExamination.binary());
    assertThat(view.curves().orElseThrow().roc()).hasSize(200);
    assertThat(view.curves().orElseThrow().positives().text()).isEqualTo("33 %");
    assertThat(view.reliability().orElseThrow().ofPositive()).isTrue();
    assertThat(view.reliability().orElseThrow().bins()).hasSize(10);
    HeldOutView.Confusion confusion = view.confusion().orElseThrow();
    assertThat(confusion.classes()).containsExactly("<=50K", ">50K");
    assertThat(confusion.rows())
        .allSatisfy(
            row ->
                assertThat(row.stream().mapToDouble(HeldOutView.Confusion.Cell::share).sum())
                    .isEqualTo(1));
    HeldOutView.Importance importance = view.importance().orElseThrow();
    assertThat(importance.bars())
        .extracting(HeldOutView.Importance.Bar::column)
        .startsWith("education")
        .endsWith("zip");
    assertThat(importance.bars().get(0).text().text()).startsWith("+0.0");
    assertThat(importance.axis().low()).isLessThanOrEqualTo(0);
    assertThat(importance.axis().high()).isGreaterThan(importance.bars().get(0).high());
    assertThat(view.residuals()).isEmpty();
    assertThat(view.sentences())
        .containsExactly(
            "Examined on a sample of 2,000 of 6,512 held-out rows.",
            "Of the first 5 of 14 columns, the values were shuffled 5 times among 1,000 rows: the"
                + " importance is the mean loss in area under ROC, with its standard error.");
  }

  @Test
  void numbers_have_residuals_around_zero_and_their_quantiles() {
    HeldOutView view = of(SampleExamination.regression());
    HeldOutView.ResidualPlot residuals = view.residuals().orElseThrow();
    assertThat(residuals.points()).hasSize(1_000);
    assertThat(residuals.residuals().low()).isNegative();
    assertThat(residuals.residuals().high()).isPositive();
    assertThat(residuals.quantiles().get(4).share().text()).isEqualTo("50 %");
    assertThat(view.sentences())
        .containsExactly(
            "Examined on all 2,000 held-out rows.",
            "Importance of columns: left out, as the model keeps no column of the rows.");
  }

  @Test
  void what_was_left_out_is_said_alone_where_nothing_was_examined() {
    assertThat(of(SampleExamination.multiclass()).confusion().orElseThrow().classes())
        .containsExactly("0", "1", "2");
    assertThat(of(HeldOutExamination.without(7, "There was no time.")).sentences())
        .containsExactly("There was no time.");
    assertThat(StudyReport.of(StudyRecord.of(SampleStudy.events(60))).result().heldOut()).isEmpty();
  }
}
