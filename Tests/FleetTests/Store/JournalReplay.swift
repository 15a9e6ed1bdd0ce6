import Foundation

/// The table of jobs as the journal alone tells it.
struct JournalReplay {
    private struct Job {
        var unit = ""
        var state = "queued"
        var reason: String?
        var priority = 0
        var causes: Set<String> = []
        var runAt = 0
        var attempts = 0
        var crashes = 0
        var token = 0
    }

    private struct Event: Decodable {
        struct Fields: Decodable {
            var subject, cause, state, reason: String?
            var priority, runAt, attempt, attempts, crashes, milliseconds: Int?
            var successor, successorRunAt, successorCrashes: Int?
        }

        var kind: String
        var repository: String?
        var job: Int?
        var token: Int?
        var fields: Fields?
    }

    private var jobs: [Int: Job] = [:]

    init(_ bodies: [String]) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        for body in bodies {
            let event = try decoder.decode(Event.self, from: Data(body.utf8))
            if event.kind == "clock.jumped" {
                for (id, job) in jobs where ["queued", "waiting"].contains(job.state) {
                    jobs[id]?.runAt += event.fields?.milliseconds ?? 0
                }
            }
            guard let id = event.job else { continue }
            var job = jobs[id] ?? Job()
            Self.play(event, on: &job)
            jobs[id] = job
            if let successor = event.fields?.successor {
                jobs[successor]?.runAt = event.fields?.successorRunAt ?? 0
                jobs[successor]?.crashes = event.fields?.successorCrashes ?? 0
            }
        }
    }

    private static func play(_ event: Event, on job: inout Job) {
        let fields = event.fields
        switch event.kind {
        case "job.queued": job.unit = "\(event.repository ?? "")/\(fields?.subject ?? "")"
        case "job.merged":
            if job.state == "waiting", fields?.state == "queued" { job.reason = nil }
        case "job.claimed":
            job.state = "running"
            job.reason = nil
            job.attempts = fields?.attempt ?? 0
            job.token = event.token ?? 0
            return
        case "job.step": return
        default:
            job.reason = fields?.reason
            job.token = 0
        }
        if let cause = fields?.cause { job.causes.insert(cause) }
        job.priority = fields?.priority ?? job.priority
        job.state = fields?.state ?? job.state
        job.runAt = fields?.runAt ?? job.runAt
        job.attempts = fields?.attempts ?? job.attempts
        job.crashes = fields?.crashes ?? job.crashes
    }

    /// The jobs in the words of `QueueWalk.table(of:)`.
    var rows: [String] {
        jobs.sorted { $0.key < $1.key }.map { id, job in
            let causes = job.causes.sorted().joined(separator: ",")
            return "\(id) \(job.unit) \(job.state) \(job.reason ?? "-") \(job.priority) \(causes)"
                + " \(job.runAt) \(job.attempts) \(job.crashes) \(job.token)"
        }
    }
}
