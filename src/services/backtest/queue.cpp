#include "services/backtest/queue.hpp"

#include <random>

#include "net/loop.hpp"

namespace argosy::services::backtest {
namespace {

std::uint64_t fresh_seed() {
    std::random_device source;
    return static_cast<std::uint64_t>(source()) << 32 | source();
}

Job describe_plan(Job job, const Plan& plan) {
    job.kind = plan.is_optimization() ? "optimize" : "backtest";
    job.name = plan.config.name;
    job.source = to_string(plan.source);
    for (const auto& i : plan.config.instruments) job.symbols.push_back(i.symbol);
    for (const auto& book : plan.config.books)
        for (const auto& s : book.strategies) {
            job.strategies.push_back(s.label.empty() ? s.name : s.label);
            if (job.timeframe.empty()) job.timeframe = argosy::to_string(engine::timeframe_of(s));
        }
    return job;
}

}  // namespace

Queue::Queue(Parts parts) : parts_(std::move(parts)), ids_(fresh_seed()) {}

Queue::~Queue() {
    for (auto& worker : workers_) worker.request_stop();
    wake_.notify_all();
}

Result<> Queue::start() {
    ARGOSY_TRY(take_up(JobStatus::running), "jobs");  // they began first
    ARGOSY_TRY(take_up(JobStatus::queued), "jobs");
    for (std::size_t i = 0; i < parts_.settings.workers; ++i)
        workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    return {};
}

Result<> Queue::take_up(JobStatus status) {
    std::deque<std::shared_ptr<Active>> found;
    store::PageRequest page{.limit = store::PageRequest::limit_max};
    do {
        ARGOSY_LET(auto jobs, list(status, page), "");
        for (auto& job : jobs.rows) {
            auto active = std::make_shared<Active>();
            active->job = std::move(job);
            found.push_front(std::move(active));  // the newest come first
        }
        page.cursor = jobs.next;
    } while (!page.cursor.empty());
    const std::lock_guard lock(mutex_);
    for (auto& active : found) {
        active_[active->job.job_id] = active;
        waiting_.push_back(std::move(active));
    }
    return {};
}

Result<Plan> Queue::plan_of(const JobRequest& request, const data::Catalogue& stored) const {
    return make_plan(request, parts_.base, parts_.strategies, stored);
}

Result<> Queue::put(const Job& job) const {
    ARGOSY_LET(const auto key, key_of(job.job_id), "");
    const store::Document document{.collection = std::string(collection),
                                   .key = key,
                                   .group = std::string(to_string(job.status)),
                                   .body = to_text(job),
                                   .updated = net::wall_time()};
    return parts_.store.write([&](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.documents().put(document, store::Expect::anything()), "job");
        return {};
    });
}

Result<Job> Queue::submit(const JobRequest& request, std::string_view owner) {
    ARGOSY_LET(const auto stored, data::Catalogue::open(parts_.data_dir), "market data");
    ARGOSY_LET(const auto plan, plan_of(request, stored), "");
    auto active = std::make_shared<Active>();
    active->job.owner = owner;
    active->job.created_at = net::wall_time();
    active->job.request = request;
    active->job = describe_plan(std::move(active->job), plan);
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= parts_.settings.waiting_max)
            return fail(Errc::rate_limited, std::to_string(waiting_.size()) + " jobs are waiting already",
                        "wait for some to end, or cancel some: DELETE /api/v1/backtests/{job_id}");
        active->job.job_id = argosy::to_string(ids_.next(active->job.created_at));
    }
    ARGOSY_TRY(put(active->job), "");
    Job out = active->job;
    {
        const std::lock_guard lock(mutex_);
        active_[out.job_id] = active;
        waiting_.push_back(std::move(active));
    }
    wake_.notify_one();
    parts_.on_change(out);
    return out;
}

Result<Job> Queue::find(std::string_view job_id) const {
    {
        const std::lock_guard lock(mutex_);
        if (const auto it = active_.find(std::string(job_id)); it != active_.end()) return it->second->job;
    }
    ARGOSY_LET(const auto key, key_of(job_id), "");
    ARGOSY_LET(const auto document, parts_.store.read([&](const store::Tables& t) {
        return t.documents().find(collection, key, net::wall_time());
    }),
               "job");
    if (!document)
        return fail(Errc::not_found, "there is no job " + std::string(job_id), "GET /api/v1/backtests lists them");
    return parse_job(document->body);
}

Result<store::Page<Job>> Queue::list(std::optional<JobStatus> status, const store::PageRequest& page) const {
    const store::DocumentFilter filter{.collection = std::string(collection),
                                       .group = status ? std::string(to_string(*status)) : std::string(),
                                       .key_prefix = {}};
    ARGOSY_LET(auto documents, parts_.store.read([&](const store::Tables& t) {
        return t.documents().list(filter, page, net::wall_time());
    }),
               "jobs");
    store::Page<Job> out{.rows = {}, .next = std::move(documents.next)};
    for (const auto& document : documents.rows) {
        ARGOSY_LET(auto job, parse_job(document.body), "");
        const std::lock_guard lock(mutex_);
        const auto live = active_.find(job.job_id);
        out.rows.push_back(live == active_.end() ? std::move(job) : live->second->job);
    }
    return out;
}

std::size_t Queue::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

Result<Job> Queue::cancel(std::string_view job_id) {
    std::shared_ptr<Active> stopped;
    {
        const std::lock_guard lock(mutex_);
        if (const auto it = active_.find(std::string(job_id)); it != active_.end()) {
            it->second->cancelled = true;
            if (std::erase(waiting_, it->second) == 0) return it->second->job;  // it runs: its worker ends it
            stopped = it->second;
        }
    }
    if (stopped) {
        finish(*stopped, fail(Errc::unavailable, "cancelled before it began"), {});
        return find(job_id);
    }
    ARGOSY_LET(auto job, find(job_id), "");
    ARGOSY_LET(const auto key, key_of(job_id), "");
    ARGOSY_TRY(parts_.store.write([&](store::Tables& t) {
        return t.documents().erase(collection, key, store::Expect::anything(), net::wall_time());
    }),
               "job");
    std::error_code ignored;  // what is left of the folder only takes room
    std::filesystem::remove_all(folder_of(job_id), ignored);
    return job;
}

}  // namespace argosy::services::backtest
