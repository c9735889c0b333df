package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SafeTextTest {

  @Test
  void leaves_text_of_any_script_as_it_is() {
    for (String text : new String[] {"größe 模型 😀", "שלום", "a\u0301", "<b>&\"'\\"}) {
      assertThat(SafeText.line(text)).isEqualTo(text);
    }
  }

  @Test
  void replaces_what_a_terminal_takes_for_a_command_or_turns_the_text() {
    assertThat(SafeText.line("\u001b[2J\u009b1m\u0007")).isEqualTo("\ufffd[2J\ufffd1m\ufffd");
    assertThat(SafeText.line("a\r\nb\tc\u2028d\u0085e"))
        .isEqualTo("a\ufffd\ufffdb\ufffdc\ufffdd\ufffde");
    for (int c :
        new int[] {
          0x202A, 0x202E, 0x2066, 0x2069, 0x200E, 0x200F, 0x061C, 0, 0x7F, 0xFFFE, 0xD800
        }) {
      assertThat(SafeText.line("a" + (char) c + "b")).as("%x", c).isEqualTo("a\ufffdb");
    }
  }

  @Test
  void a_problem_is_one_line_whatever_it_quotes() {
    Problem problem =
        new Problem("s.conf: 1\n2", "data.label", "column '\u001b]0;x\u0007\n' is not there", "");
    assertThat(problem.toString())
        .isEqualTo("s.conf: 1\ufffd2: data.label: column '\ufffd]0;x\ufffd\ufffd' is not there");
  }
}
