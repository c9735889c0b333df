package org.espalier.job.describe;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Manual page of the command line in the man macros of roff, made from the help of its commands.
 */
public final class ManPage {

  private final CommandSpec command;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec command) {
    this.command = command;
  }

  /**
   * The page of a command and of its subcommands.
   *
   * @param version as the foot of the page shows it
   */
  public static String of(CommandSpec command, String version) {
    return new ManPage(command).page(version);
  }

  private String page(String version) {
    String name = command.name();
    UsageMessageSpec usage = command.usageMessage();
    macro("TH", name.toUpperCase(Locale.ROOT), "1", "", version, "");
    section("NAME");
    text("%s - %s".formatted(name, described(usage)));
    section("SYNOPSIS");
    text("%s COMMAND [OPTION...] [ARGUMENT...]".formatted(name));
    section("COMMANDS");
    command.subcommands().forEach(this::subcommand);
    section("EXIT STATUS");
    usage.exitCodeList().forEach((code, meaning) -> item(code, plain(new String[] {meaning})));
    return page.toString();
  }

  private void subcommand(String name, CommandLine line) {
    CommandSpec subcommand = line.getCommandSpec();
    macro("SS", command.name() + " " + name);
    // Synopsis and description name the command in full; roff fills the lines anew.
    text(line.getHelp().synopsis(0).replaceAll("\\s+", " ").strip());
    macro("PP");
    text(described(subcommand.usageMessage()));
    subcommand.positionalParameters().forEach(given -> item(given.paramLabel(), described(given)));
    subcommand.options().forEach(option -> item(shown(option), described(option)));
  }

  private static String shown(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
  }

  private static String described(ArgSpec argument) {
    return plain(argument.description());
  }

  private static String described(UsageMessageSpec usage) {
    return plain(usage.description());
  }

  /** Without marks of colours, on one line; picocli writes %n for an end of line, %% for %. */
  private static String plain(String[] lines) {
    String text = String.join(" ", List.of(lines)).replace("%n", " ").replace("%%", "%");
    return Ansi.OFF.string(text).replaceAll("\\s+", " ").strip();
  }

  private void item(String term, String meaning) {
    macro("TP");
    macro("B", term);
    text(meaning);
  }

  private void section(String title) {
    macro("SH", title);
  }

  /** A request with its arguments in quotation marks. */
  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(" \"").append(escaped(argument).replace("\"", "\\(dq")).append('"');
    }
    page.append('\n');
  }

  /** A line of text, which must not begin like a request. */
  private void text(String line) {
    String escaped = escaped(line);
    boolean request = escaped.startsWith(".") || escaped.startsWith("'");
    page.append(request ? "\\&" : "").append(escaped).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
