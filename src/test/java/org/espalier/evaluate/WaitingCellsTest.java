package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.simulate.CellByCell;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.junit.jupiter.api.Test;

final class WaitingCellsTest {

  /** Cells of all proposals but the last wait for others. */
  private static List<Long> started(int proposals) {
    CellByCell runner =
        new CellByCell() {
          @Override
          public CellOutcome run(Cell cell) {
            throw new IllegalStateException("nothing is run here");
          }

          @Override
          public boolean waits(Cell cell) {
            return cell.proposal().number() < proposals - 1;
          }
        };
    WaitingCells cells =
        new WaitingCells(
            runner,
            StartPolicy.ALL,
            new CellListener() {},
            new CellEndings(runner, TimeLimits.NONE));
    cells.add(IntStream.range(0, proposals).mapToObj(WaitingCellsTest::pooled).toList());
    List<Long> started = new ArrayList<>();
    cells.take(
        cell -> true, pooled -> false, pooled -> started.add(pooled.cell().proposal().number()));
    return started;
  }

  private static PooledCell pooled(int number) {
    Proposal proposal = new Proposal(number, number, 0, List.of(0), 100);
    Cell cell = new Cell(proposal, new Configuration(Map.of()), 0);
    return new PooledCell(cell, new PooledCell.Rank(0, number), true);
  }

  @Test
  void a_cell_behind_others_that_wait_is_started_unless_they_are_too_many() {
    assertThat(started(32)).containsExactly(31L);
    assertThat(started(33)).isEmpty();
  }
}
