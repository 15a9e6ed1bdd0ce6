import Basics
import FoundationEssentials
import Glibc

/// The program: finds the command, runs it, and leaves with its status.
@main
enum Complybot {
    /// The version that `--version`, reports and pull requests show.
    static let version = "0.1.0"

    static func main() async {
        // A reader that goes away (as with `| head`) shows as an error of write(2), not as a signal.
        signal(SIGPIPE, SIG_IGN)
        // The first process of a container is spared by signals that it does not handle.
        if getpid() == 1 {
            for number in [SIGHUP, SIGINT, SIGTERM] { signal(number) { _exit(128 + $0) } }
        }
        let terminal = Terminal(environment: ProcessInfo.processInfo.environment)
        let status = await run(Array(CommandLine.arguments.dropFirst()), on: terminal)
        exit(status.rawValue)
    }

    /// Runs one command line.
    static func run(_ words: [String], on terminal: Terminal) async -> ExitStatus {
        do {
            return try await dispatch(words, on: terminal)
        } catch {
            let errors = DiagnosticList(describing: error, while: "run the command")
            for diagnostic in errors.diagnostics {
                terminal.note("complybot: error: \(diagnostic)\n")
            }
            return errors.status
        }
    }

    private static func dispatch(_ words: [String], on terminal: Terminal) async throws
        -> ExitStatus
    {
        switch words.first {
        case nil:
            terminal.note(Help.overview)
            return .usage
        case "-h", "--help":
            try terminal.write(Help.overview)
            return .done
        case "--version":
            try terminal.write("complybot \(version)\n")
            return .done
        case "help": return try Help.run(Array(words.dropFirst()), on: terminal)
        default: break
        }
        let command = try CommandTable.find(words)
        let arguments = try ParsedArguments(
            Array(words.dropFirst(command.words.count)), for: command)
        if arguments.wantsHelp {
            try terminal.write(command.help)
            return .done
        }
        return try await command.run(arguments, terminal)
    }
}

/// Several diagnostics at once, as of a malformed rule pack.
struct DiagnosticList: Error {
    let diagnostics: [Diagnostic]
}

extension DiagnosticList {
    /// What any error tells people.
    init(describing error: any Error, while attempted: String) {
        self =
            error as? DiagnosticList
            ?? DiagnosticList(diagnostics: [Diagnostic(describing: error, while: attempted)])
    }

    /// The status that a program leaves with.
    var status: ExitStatus {
        diagnostics.contains { $0.kind == .incomplete } ? .incomplete : .usage
    }
}
