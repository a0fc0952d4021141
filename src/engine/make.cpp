// From settings to components.
#include <algorithm>
#include <fmt/format.h>

#include "engine/engine.hpp"

namespace argosy::engine {

/// What make() checks and builds before the engine exists.
struct Engine::Made {
    std::vector<std::string> names;
    std::vector<std::unique_ptr<Book>> books;
    std::vector<std::size_t> book_index;
    std::vector<std::unique_ptr<Instance>> instances;
    std::vector<Feed> feeds;
    std::vector<std::vector<std::size_t>> feeds_of;
    std::vector<Duration> timeframes;
    std::vector<Source> sources;

    Result<> add_names(const Settings& settings);
    Result<> add_book(const Parts& parts, std::size_t index);
    Result<> add_voter(const Parts& parts, std::size_t book, std::size_t voter, StrategyId id);
    Result<> claim(const Parts& parts, std::size_t book);
    std::size_t index_of(Duration interval);
    std::size_t feed_of(InstrumentId id, Duration interval);
};

namespace {

std::string label_of(const StrategySettings& s) { return s.label.empty() ? s.name : s.label; }

Result<std::vector<InstrumentId>> find_all(const domain::InstrumentTable& table,
                                           const std::vector<std::string>& symbols) {
    std::vector<InstrumentId> out;
    if (symbols.empty())
        for (std::uint32_t i = 0; i < table.size(); ++i) out.push_back(InstrumentId(i));
    for (const auto& symbol : symbols) {
        const auto id = table.find(symbol);
        if (id.is_none()) return fail(Errc::not_found, fmt::format("unknown instrument \"{}\"", symbol));
        out.push_back(id);
    }
    return out;
}

bool resizes(const BookSettings& book, const strategy::Catalogue& catalogue) {
    if (book.resize.when != ResizeWhen::asked) return book.resize.when == ResizeWhen::always;
    return std::ranges::any_of(book.strategies, [&](const auto& s) {
        const auto found = catalogue.find(s.name);
        return found && (*found)->scales;
    });
}

bool uses_atr(const execution::ExitRules& r) {
    using Kind = execution::Distance::Kind;
    return std::ranges::any_of(std::initializer_list{r.stop, r.take_profit, r.trail, r.trail_activation, r.trail_step,
                                                     r.break_even, r.break_even_offset},
                               [](const auto& d) { return d.kind == Kind::atr; });
}

Result<> check_consensus(const BookSettings& book) {
    const auto in_unit = [](double x) { return x > 0 && x <= 1; };
    if (!in_unit(book.consensus.agreement) || !in_unit(book.consensus.keep_agreement))
        return fail(Errc::invalid_argument, "agreement and keep_agreement must be above 0 and at most 1");
    if (book.consensus.quorum > book.strategies.size())
        return fail(Errc::invalid_argument, fmt::format("quorum {} cannot be reached by {} strategies",
                                                        book.consensus.quorum, book.strategies.size()));
    for (const auto& s : book.strategies)
        if (!(s.weight > 0))
            return fail(Errc::invalid_argument, fmt::format("the weight of {} must be positive", label_of(s)));
    return {};
}

}  // namespace

std::size_t Engine::Made::index_of(Duration interval) {
    const auto it = std::ranges::find(timeframes, interval);
    const auto index = static_cast<std::size_t>(it - timeframes.begin());
    if (it == timeframes.end()) timeframes.push_back(interval);
    return index;
}

std::size_t Engine::Made::feed_of(InstrumentId id, Duration interval) {
    for (const std::size_t f : feeds_of[id.value()])
        if (feeds[f].interval == interval) return f;
    feeds_of[id.value()].push_back(feeds.size());
    feeds.push_back({.instrument = id, .interval = interval, .timeframe = index_of(interval)});
    return feeds.size() - 1;
}

Result<> Engine::Made::add_names(const Settings& settings) {
    for (const auto& book : settings.books)
        for (const auto& s : book.strategies) names.push_back(label_of(s));
    for (const auto& book : settings.books) names.push_back(book.name);
    auto sorted = names;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice == sorted.end()) return {};
    return fail(Errc::invalid_argument, fmt::format("two strategies or books are called \"{}\"", *twice),
                "give each its own label");
}

Result<> Engine::Made::claim(const Parts& parts, std::size_t book) {
    ARGOSY_LET(const auto ids, find_all(parts.instruments, parts.settings.books[book].instruments), "instruments");
    for (const auto id : ids) {
        auto& owner = book_index[id.value()];
        if (owner != SIZE_MAX)
            return fail(Errc::invalid_argument,
                        fmt::format("{} belongs to book {} already", parts.instruments[id].symbol,
                                    parts.settings.books[owner].name),
                        "let the strategies vote in one book, or run the books one after the other");
        owner = book;
    }
    return {};
}

Result<> Engine::Made::add_voter(const Parts& parts, std::size_t book, std::size_t voter, StrategyId id) {
    const auto& book_settings = parts.settings.books[book];
    const auto& settings = book_settings.strategies[voter];
    ARGOSY_LET(const auto* descriptor, parts.catalogue.find(settings.name), "strategy");
    strategy::Parameters parameters(descriptor->parameters);
    for (const auto& [name, value] : settings.parameters)
        ARGOSY_TRY(parameters.set(name, std::string_view(value)), "parameters");
    ARGOSY_LET(
        const auto ids,
        find_all(parts.instruments, settings.instruments.empty() ? book_settings.instruments : settings.instruments),
        "instruments");
    for (const auto instrument : ids)
        if (book_index[instrument.value()] != book)
            return fail(Errc::invalid_argument,
                        fmt::format("{} is not an instrument of its book", parts.instruments[instrument].symbol));
    if (ids.size() < descriptor->instruments_min)
        return fail(Errc::invalid_argument,
                    fmt::format("needs at least {} instruments, has {}", descriptor->instruments_min, ids.size()));
    const Duration interval = timeframe_of(settings, descriptor->timeframe);
    const bool each = descriptor->scope == strategy::Scope::each;
    for (std::size_t i = 0; i < (each ? ids.size() : 1); ++i) {
        const strategy::Setup setup{
            .table = &parts.instruments, .instruments = each ? std::vector{ids[i]} : ids, .interval = interval};
        ARGOSY_LET(auto made, descriptor->make(parameters, setup), "parameters");
        auto instance = std::make_unique<Instance>();
        instance->warm_up = made->warm_up();
        instance->next_timer = made->timer_interval() > Duration{} ? Time::min() : time_max;
        instance->strategy = std::move(made);
        instance->setup = setup;
        instance->id = id;
        instance->book = book;
        instance->voter = voter;
        instance->timeframe = index_of(interval);
        for (const auto instrument : setup.instruments)
            feeds[feed_of(instrument, interval)].instances.push_back(instance.get());
        instances.push_back(std::move(instance));
    }
    sources.push_back({.descriptor = *descriptor, .parameters = parameters});
    return {};
}

Result<> check_start(const Settings& settings, const strategy::Catalogue& catalogue, Time start) {
    for (const auto& book : settings.books)
        for (const auto& voter : book.strategies) {
            ARGOSY_LET(const auto* descriptor, catalogue.find(voter.name), "strategy");
            if (start >= descriptor->not_before) continue;
            const auto first = to_iso8601(descriptor->not_before);
            return fail(
                Errc::invalid_argument,
                fmt::format("book {}, voter {}: it was trained on the market up to {} and would know the future "
                            "of a run from {}",
                            book.name, label_of(voter), first, to_iso8601(start)),
                fmt::format("start the run at {} or later, or train the model on earlier bars", first));
        }
    return {};
}

Result<> Engine::Made::add_book(const Parts& parts, std::size_t index) {
    const auto& settings = parts.settings.books[index];
    if (settings.strategies.empty())
        return fail(Errc::invalid_argument, "a book needs a strategy", "run: argosy strategies");
    ARGOSY_TRY(check_consensus(settings), "consensus");
    ARGOSY_TRY(risk::validate(settings.sizing), "sizing");
    ARGOSY_TRY(execution::validate(settings.exits), "exits");
    std::vector<strategy::Voter> voters;
    std::size_t first = 0;
    for (std::size_t b = 0; b < index; ++b) first += parts.settings.books[b].strategies.size();
    for (std::size_t v = 0; v < settings.strategies.size(); ++v) {
        const auto& s = settings.strategies[v];
        const StrategyId id(static_cast<std::uint16_t>(first + v));
        ARGOSY_TRY(add_voter(parts, index, v, id), "strategy " + label_of(s));
        voters.push_back(
            {.strategy = id, .name = label_of(s), .weight = s.weight, .veto = s.veto, .only_in = s.only_in});
    }
    const StrategyId id(static_cast<std::uint16_t>(names.size() - parts.settings.books.size() + index));
    books.push_back(std::make_unique<Book>(settings, id, std::move(voters), parts.instruments.size(),
                                           resizes(settings, parts.catalogue)));
    for (std::uint32_t i = 0; i < parts.instruments.size(); ++i) {
        if (book_index[i] != index || feeds_of[i].empty()) continue;
        auto& holding = books.back()->holding(InstrumentId(i));
        holding.feed = feeds_of[i].front();
        if (uses_atr(settings.exits)) feeds[holding.feed].atr.emplace(settings.atr_period);
    }
    return {};
}

namespace {

/// What needs the regime detector, when it is off.
Result<> check_regime(const Settings& settings) {
    if (settings.detect_regime) return {};
    for (const auto& book : settings.books) {
        if (std::holds_alternative<risk::VolatilityTarget>(book.sizing.method))
            return fail(Errc::invalid_argument,
                        fmt::format("book {}: a volatility target needs the volatility that "
                                    "comes with the market regime",
                                    book.name),
                        "set detect_regime: true, or another sizing");
        for (const auto& s : book.strategies)
            if (!s.only_in.empty())
                return fail(Errc::invalid_argument,
                            fmt::format("book {}: only_in of {} needs the market regime", book.name, label_of(s)),
                            "set detect_regime: true, or leave only_in out");
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::make(Parts parts) {
    if (parts.instruments.size() == 0) return fail(Errc::invalid_argument, "a run needs an instrument");
    if (parts.settings.books.empty()) return fail(Errc::invalid_argument, "a run needs a book with a strategy");
    ARGOSY_TRY(risk::validate(parts.settings.limits), "limits");
    ARGOSY_TRY(risk::validate(parts.settings.risk_state), "risk state");
    ARGOSY_TRY(risk::validate(parts.settings.protections), "protections");
    ARGOSY_TRY(check_regime(parts.settings), "market regime");
    Made made;
    made.book_index.assign(parts.instruments.size(), SIZE_MAX);
    made.feeds_of.resize(parts.instruments.size());
    ARGOSY_TRY(made.add_names(parts.settings), "names");
    for (std::size_t b = 0; b < parts.settings.books.size(); ++b)
        ARGOSY_TRY(made.claim(parts, b), "book " + parts.settings.books[b].name);
    for (std::size_t b = 0; b < parts.settings.books.size(); ++b)
        ARGOSY_TRY(made.add_book(parts, b), "book " + parts.settings.books[b].name);
    for (auto& feed : made.feeds)
        for (const std::size_t other : made.feeds_of[feed.instrument.value()])
            feed.is_finest = feed.is_finest && made.feeds[other].interval >= feed.interval;
    return std::unique_ptr<Engine>(new Engine(parts, std::move(made)));
}

Engine::Engine(const Parts& parts, Made made)
    : instruments_(parts.instruments),
      settings_(parts.settings),
      observer_(parts.observer),
      portfolio_(parts.instruments, parts.account),
      trades_(parts.instruments),
      exposure_(parts.instruments, made.names.size(), parts.account.reporting),
      monitor_(settings_.risk_state),
      protections_(settings_.protections, parts.instruments.size()),
      checks_({.instruments = instruments_,
               .exposure = exposure_,
               .monitor = monitor_,
               .protections = protections_,
               .emergency = emergency_},
              settings_.limits),
      orders_({.first = OrderId(settings_.first_order)}, exposure_),
      names_(std::move(made.names)),
      books_(std::move(made.books)),
      book_index_(std::move(made.book_index)),
      instances_(std::move(made.instances)),
      sources_(std::move(made.sources)),
      feeds_(std::move(made.feeds)),
      feeds_of_(std::move(made.feeds_of)),
      has_ticks_(instruments_.size()),
      bars_(parts.bars) {
    for (const auto& book : books_)
        brackets_.push_back(std::make_unique<execution::Brackets>(instruments_, book->settings().exits));
    for (std::size_t t = 0; t < made.timeframes.size(); ++t)
        regimes_.emplace_back(instruments_.size(), strategy::RegimeDetector(settings_.regime));
    for (auto& feed : feeds_) connect(feed);
    for (auto& instance : instances_) connect(*instance);
    if (!observer_)
        for (auto& book : books_) book->consensus().be_silent();
    equity_ = equity();
}

void Engine::connect(Feed& feed) {
    const Book& book = *books_[book_of(feed.instrument)];
    feed.reads_ahead = std::ranges::all_of(feed.instances, [](const auto* i) { return i->strategy->reads_ahead(); });
    feed.counts_trades = &feed == &feeds_[book.holding(feed.instrument).feed];
    if (settings_.detect_regime && asks_for_regimes()) feed.regime = &regimes_[feed.timeframe][feed.instrument.value()];
}

bool Engine::asks_for_regimes() const noexcept {
    const auto asks = [](const auto& book) {
        return book->consensus().is_gated() ||
               std::holds_alternative<risk::VolatilityTarget>(book->settings().sizing.method);
    };
    // A strategy that reads ahead must not ask.
    return observer_ || std::ranges::any_of(books_, asks) ||
           std::ranges::any_of(instances_, [](const auto& i) { return !i->strategy->reads_ahead(); });
}

void Engine::connect(Instance& instance) {
    next_timer_ = std::min(next_timer_, instance.next_timer);
    instance.context = strategy::Context(instruments_, *this);
    instance.context.set({.strategy = instance.id,
                          .positions = &books_[instance.book]->positions(),
                          .regimes = settings_.detect_regime ? &regimes_[instance.timeframe] : nullptr,
                          .is_silent = observer_ == nullptr});
}

}  // namespace argosy::engine
