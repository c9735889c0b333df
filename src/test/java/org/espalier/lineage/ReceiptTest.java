package org.espalier.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.lineage.Receipt.Difference;
import org.espalier.lineage.Receipt.Link;
import org.espalier.lineage.Receipt.Part;
import org.junit.jupiter.api.Test;

final class ReceiptTest {

  private static final List<Part> PARTS =
      List.of(
          new Part("journal/events-000001-a-000000.jsonl", "11"),
          new Part("settings", "22"),
          new Part("trials", "33"),
          new Part("jar", "44"));

  private static final Receipt RECEIPT = Receipt.of(PARTS);

  private static List<Part> with(int i, Part... others) {
    List<Part> parts = new ArrayList<>(PARTS);
    parts.remove(i);
    parts.addAll(i, List.of(others));
    return parts;
  }

  @Test
  void each_hash_is_of_the_hash_before_it_the_name_and_the_digest() {
    String first = Sha256.of("0".repeat(64) + "\njournal/events-000001-a-000000.jsonl\n11");
    assertThat(RECEIPT.links())
        .startsWith(
            new Link(PARTS.get(0).name(), "11", first),
            new Link("settings", "22", Sha256.of(first + "\nsettings\n22")));
    assertThat(RECEIPT.last()).isEqualTo(RECEIPT.links().get(3).hash()).hasSize(64);
    assertThat(Sha256.of("abc")) // FIPS 180-2, appendix B.1
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void a_receipt_agrees_with_the_parts_that_it_was_made_of() {
    assertThat(RECEIPT.broken()).isEmpty();
    assertThat(RECEIPT.difference("", PARTS)).isEmpty();
    assertThat(RECEIPT.difference("journal/", PARTS.subList(0, 1))).isEmpty();
  }

  @Test
  void every_part_that_was_changed_removed_or_added_is_named() {
    for (int i = 0; i < PARTS.size(); i++) {
      Part part = PARTS.get(i);
      assertThat(RECEIPT.difference("", with(i, new Part(part.name(), "99"))))
          .contains(
              new Difference(
                  part.name(), "differs from the receipt: was %s, is 99".formatted(part.digest())));
      assertThat(RECEIPT.difference("", with(i)))
          .contains(new Difference(part.name(), "is in the receipt, and no longer there"));
      assertThat(RECEIPT.difference("", with(i, new Part("new", "55"), part)))
          .contains(new Difference("new", "is not in the receipt"));
    }
    List<Part> more = new ArrayList<>(PARTS);
    more.add(new Part("new", "55"));
    assertThat(RECEIPT.difference("", more)).map(Difference::part).contains("new");
  }

  @Test
  void a_link_that_was_changed_in_the_receipt_is_named_with_the_first_hash_that_does_not_follow() {
    for (int i = 0; i < PARTS.size(); i++) {
      List<Link> links = new ArrayList<>(RECEIPT.links());
      Link link = links.get(i);
      links.set(i, new Link(link.part(), "99", link.hash()));
      Optional<Difference> broken = new Receipt(Receipt.FORMAT, Receipt.ALGORITHM, links).broken();
      assertThat(broken).map(Difference::part).contains(link.part());
    }
  }

  @Test
  void a_receipt_of_another_format_is_refused() {
    assertThatThrownBy(() -> new Receipt(2, Receipt.ALGORITHM, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("is of format 2 with SHA-256; this version reads format 1 with SHA-256");
  }
}
