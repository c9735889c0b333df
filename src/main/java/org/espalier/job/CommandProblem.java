package org.espalier.job;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.spec.Problem;
import org.espalier.spec.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Problem with a command line, as a sentence that replaces the library's message.
 *
 * @param words arguments as they were typed
 */
record CommandProblem(ParameterException wrong, List<String> words) {

  /** Message of picocli about an unknown command. */
  private static final Pattern SUBCOMMAND = Pattern.compile("Unknown subcommand '(.*)'\\.?");

  CommandProblem {
    words = List.copyOf(words);
  }

  /** The problem; for a command's own check, its message. */
  Problem problem() {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().get(0));
    }
    if (wrong instanceof MutuallyExclusiveArgsException) {
      List<String> both = options().stream().filter(message()::contains).distinct().toList();
      return problem(
          String.join(" and ", both) + " contradict each other", "leave one of them out");
    }
    if (wrong instanceof OverwrittenOptionException
        || wrong instanceof MaxValuesExceededException) {
      return problem("%s is there twice".formatted(twice()), "give it once");
    }
    if (wrong instanceof MissingParameterException missing) {
      return missing(missing.getMissing());
    }
    Matcher subcommand = SUBCOMMAND.matcher(message());
    if (subcommand.matches()) {
      return unmatched(subcommand.group(1));
    }
    ArgSpec arg = wrong.getArgSpec();
    return arg != null && wrong.getValue() != null
        ? problem(
            "%s must be %s, but is '%s'"
                .formatted(
                    arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel(),
                    kind(arg),
                    wrong.getValue()),
            "")
        : problem(message(), "see " + help());
  }

  private String message() {
    return String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", "");
  }

  private static String kind(ArgSpec arg) {
    return arg.type() == int.class ? "a whole number" : arg.paramLabel();
  }

  private Problem unmatched(String word) {
    CommandLine command = wrong.getCommandLine();
    if (word.startsWith("-")) {
      List<String> known =
          command.getCommandSpec().optionsMap().keySet().stream()
              .filter(name -> name.startsWith("--"))
              .toList();
      return problem("%s is not an option".formatted(word), Suggestion.of(word, known));
    }
    return command.getSubcommands().isEmpty()
        ? problem("'%s' is one word too many".formatted(word), "leave it out, or see " + help())
        : problem(
            "'%s' is not a command".formatted(word),
            Suggestion.of(word, command.getSubcommands().keySet()));
  }

  private Problem missing(List<ArgSpec> missing) {
    List<String> names = new ArrayList<>();
    List<String> places = // of which an option may be another form
        missing.stream().filter(ArgSpec::isPositional).map(ArgSpec::paramLabel).toList();
    for (ArgSpec arg : missing) {
      if (arg instanceof OptionSpec option && options().contains(option.longestName())) {
        return problem(
            "%s has no value".formatted(option.longestName()),
            "give it one: %s %s".formatted(option.longestName(), option.paramLabel()));
      }
      if (arg instanceof OptionSpec option && !places.contains(arg.paramLabel())) {
        names.add("%s %s".formatted(option.longestName(), option.paramLabel()));
      }
    }
    names.addAll(places);
    return problem(
        "%s %s missing".formatted(String.join(" and ", names), names.size() > 1 ? "are" : "is"),
        "see " + help());
  }

  private String help() {
    return TypedCommand.of(
            Stream.of(wrong.getCommandLine().getCommandName(), "--help")
                .filter(word -> !word.equals(Commands.NAME))
                .toList())
        .toString();
  }

  /** Names of options among the words. */
  private List<String> options() {
    return words.stream()
        .filter(word -> word.startsWith("--"))
        .map(word -> word.replaceFirst("=.*", ""))
        .toList();
  }

  private String twice() {
    List<String> options = options();
    return options.stream()
        .filter(name -> !name.equals("--set"))
        .filter(name -> options.indexOf(name) < options.lastIndexOf(name))
        .findFirst()
        .orElse("an option");
  }

  private Problem problem(String is, String right) {
    return new Problem(wrong.getCommandLine().getCommandName(), "", is, right);
  }
}
