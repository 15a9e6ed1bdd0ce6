import Documents
import Fleet
import Forge
import FoundationEssentials
import Git
import WebServer

extension ProgramConfiguration {
    /// Reads `server`: where the service listens, and with which secrets.
    mutating func readServer(_ node: DataNode, problems: RecordProblems, folder: String) {
        var record = StrictRecord(node, name: "server", problems: problems)
        if let node = record.node("listen"), let text = record.text("listen") {
            do throws(ServerError) {
                service.listen = try ListenAddress(parsing: text)
            } catch {
                problems.add(
                    at: node.span.lowerBound, "listen: \(error.detail)", remedy: error.remedy)
            }
        }
        service.hosts = record.texts("hosts")
        service.token = secret("token", in: &record, problems: problems, folder: folder)
        service.workerToken = secret(
            "worker_token", in: &record, problems: problems, folder: folder)
        if let source = secret("webhook_secret", in: &record, problems: problems, folder: folder) {
            service.webhookSecret = source
        }
        if let seconds = record.number("drain-seconds", in: 0...3_600) {
            service.drain = .seconds(seconds)
        }
        service.hooks = record.list("hooks").compactMap { hook($0, problems: problems) }
        record.finish()
    }

    /// Reads `store`: what is kept outside of the home folder.
    mutating func readStore(_ node: DataNode, problems: RecordProblems, folder: String) {
        var record = StrictRecord(node, name: "store", problems: problems)
        service.anchor = record.text("anchor").map { Self.path($0, in: folder) }
        service.anchorBranch = anchorBranch(&record, problems: problems, folder: folder)
        record.finish()
    }

    private func anchorBranch(
        _ record: inout StrictRecord, problems: RecordProblems, folder: String
    ) -> ServiceConfiguration.AnchorBranch? {
        let node = record.node("anchor-repository")
        let text = record.text("anchor-repository")
        let branch = record.text("anchor-branch")
        let minutes = record.number("anchor-minutes", in: 1...1440)
        guard let node, let text else { return nil }
        do throws(GitError) {
            let here = FileManager.default.currentDirectoryPath
            var anchor = ServiceConfiguration.AnchorBranch(
                repository: try RemoteURL(
                    parsing: text, relativeTo: folder.isEmpty ? here : Self.path(folder, in: here)))
            if let branch { anchor.branch = branch }
            if let minutes { anchor.interval = .seconds(minutes * 60) }
            return anchor
        } catch {
            problems.add(
                at: node.span.lowerBound, "anchor-repository: \(error.detail)",
                remedy: error.remedy)
            return nil
        }
    }

    /// A secret by `NAME_env` or `NAME_file`, at most one of them.
    func secret(
        _ name: String, in record: inout StrictRecord, problems: RecordProblems, folder: String
    ) -> SecretSource? {
        let place = record.node("\(name)_file") ?? record.node("\(name)_env")
        let variable = record.text("\(name)_env")
        let file = record.text("\(name)_file")
        if let place, variable != nil, file != nil {
            problems.add(
                at: place.span.lowerBound, "\(name)_env and \(name)_file exclude each other")
        }
        if let file { return .file(Self.path(file, in: folder)) }
        return variable.map { .variable($0) }
    }

    private func hook(
        _ node: DataNode, problems: RecordProblems
    ) -> ServiceConfiguration.HookReference? {
        var record = StrictRecord(node, name: "each of hooks", problems: problems)
        record.require("of", "id")
        let place = record.text("of")
        let number = record.number("id", in: 1...Int.max)
        record.finish()
        guard let place, let number else { return nil }
        guard GitHubRepositoryName(parsing: place.contains("/") ? place : "\(place)/x") != nil
        else {
            problems.add(
                at: node.span.lowerBound, "of must be OWNER/REPOSITORY or an organization")
            return nil
        }
        return .init(place: place, number: number)
    }

    /// Reads `schedule`: when the fleet is looked through.
    mutating func readSchedule(_ node: DataNode, problems: RecordProblems) {
        var record = StrictRecord(node, name: "schedule", problems: problems)
        /// What a text of the record stands for; a problem at its place where it stands for nothing.
        func read<Value>(
            _ node: DataNode?, _ key: String,
            _ parse: (String) throws(ScheduleError) -> Value
        ) -> Value? {
            guard let node else { return nil }
            guard let text = node.string else {
                problems.add(at: node.span.lowerBound, "\(key) must be a text")
                return nil
            }
            do throws(ScheduleError) {
                return try parse(text)
            } catch {
                problems.add(at: node.span.lowerBound, "\(key): \(error)")
                return nil
            }
        }
        service.schedule.sweep = read(record.node("sweep"), "sweep") { text throws(ScheduleError) in
            try CronExpression(parsing: text)
        }
        let jitter = read(record.node("jitter"), "jitter") { text throws(ScheduleError) in
            try ScheduleSpan(parsing: text).seconds
        }
        service.schedule.jitter = jitter ?? 0
        let zone = read(record.node("zone"), "zone") { text throws(ScheduleError) in
            try ScheduleZone(parsing: text)
        }
        let windows = record.list("windows").compactMap {
            read($0, "each of windows") { text throws(ScheduleError) in
                try ScheduleWindow(parsing: text)
            }
        }
        service.schedule.windows = ScheduleWindows(windows, in: zone ?? .utc)
        record.finish()
    }

    /// A path as it stands, or below the folder of the file that names it.
    static func path(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
    }
}
