import Basics
import Fleet
import Glibc
import Synchronization

/// Ten jobs a second over two thousand repositories with a simulated forge: how long they wait, and whether memory stays.
///
/// `fleet-load [--minutes N] [--rate N] [--units N] [--workers N]`; leaves with 1 when the 95th percentile of the waits is
/// above five seconds, memory grows by more than a megabyte a minute after the first, or something is lost.
@main
struct FleetLoad {
    static func main() async {
        do {
            let options = try LoadOptions(Array(CommandLine.arguments.dropFirst()))
            let folder = "/tmp/complybot-fleet-load-\(getpid())"
            mkdir(folder, 0o700)
            defer { for name in contents(folder) { unlink("\(folder)/\(name)") }; rmdir(folder) }
            let report = try await LoadRun(options, home: folder).run()
            print(report.text)
            exit(report.isGood ? 0 : 1)
        } catch {
            note("fleet-load: \(error)\n")
            exit(2)
        }
    }

    /// Writes to standard error.
    static func note(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }

    private static func contents(_ folder: String) -> [String] {
        ["", "-wal", "-shm"].map { "fleet.db\($0)" } + ["ballast"]
    }
}

/// What a run is to be like.
struct LoadOptions {
    struct Wrong: Error, CustomStringConvertible { let description: String }

    var minutes = 10
    var rate = 10
    var units = 2000
    var workers = 8

    init(_ words: [String]) throws {
        var rest = words[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst().flatMap({ Int($0) }), (1...1_000_000).contains(value)
            else { throw Wrong(description: "\(name) wants a number from 1 to 1000000") }
            switch name {
            case "--minutes": minutes = value
            case "--rate": rate = value
            case "--units": units = value
            case "--workers": workers = value
            default: throw Wrong(description: "there is no option \(name)")
            }
        }
    }
}
