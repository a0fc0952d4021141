#include "learning/xgboost/xgboost.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <utility>
#include <xgboost/c_api.h>

namespace argosy::learning::xgboost {
namespace {

constexpr const char* library_name = "libxgboost.so.0";

/// The functions that are used, with the types of the header.
struct Api {
    decltype(&XGBGetLastError) last_error = nullptr;
    decltype(&XGDMatrixCreateFromMat) create_matrix = nullptr;
    decltype(&XGDMatrixFree) free_matrix = nullptr;
    decltype(&XGDMatrixSetFloatInfo) set_info = nullptr;
    decltype(&XGBoosterCreate) create_booster = nullptr;
    decltype(&XGBoosterFree) free_booster = nullptr;
    decltype(&XGBoosterSetParam) set_parameter = nullptr;
    decltype(&XGBoosterUpdateOneIter) update = nullptr;
    decltype(&XGBoosterSaveModelToBuffer) save = nullptr;
    decltype(&XGBoosterLoadModelFromBuffer) load = nullptr;
    decltype(&XGBoosterPredictFromDMatrix) predict = nullptr;

    template <class F>
    static bool bind(void* library, const char* name, F& function) {
        function = reinterpret_cast<F>(dlsym(library, name));
        return function != nullptr;
    }
    bool bind_all(void* library) {
        return bind(library, "XGBGetLastError", last_error) && bind(library, "XGDMatrixCreateFromMat", create_matrix) &&
               bind(library, "XGDMatrixFree", free_matrix) && bind(library, "XGDMatrixSetFloatInfo", set_info) &&
               bind(library, "XGBoosterCreate", create_booster) && bind(library, "XGBoosterFree", free_booster) &&
               bind(library, "XGBoosterSetParam", set_parameter) && bind(library, "XGBoosterUpdateOneIter", update) &&
               bind(library, "XGBoosterSaveModelToBuffer", save) &&
               bind(library, "XGBoosterLoadModelFromBuffer", load) &&
               bind(library, "XGBoosterPredictFromDMatrix", predict);
    }
};

/// Opened once and kept: the library's threads and tables do not like to be unloaded.
const Api* open_library() {
    static const Api* opened = []() -> const Api* {
        static Api api;
        void* library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
        return library != nullptr && api.bind_all(library) ? &api : nullptr;
    }();
    return opened;
}

Result<const Api*> api() {
    if (const Api* opened = open_library()) return opened;
    return fail(Errc::unavailable,
                fmt::format("{} cannot be opened: models can be served but not trained", library_name),
                "install Debian's package libxgboost0");
}

Result<> check(const Api& xgb, int code, std::string_view doing) {
    if (code == 0) return {};
    const std::string_view text = xgb.last_error();
    return fail(Errc::internal, fmt::format("xgboost: {}: {}", doing, text.substr(0, text.find('\n'))));
}

using Handle = std::unique_ptr<void, int (*)(void*)>;

Result<Handle> make_matrix(const Api& xgb, std::span<const float> values, std::size_t width) {
    if (width == 0 || values.empty() || values.size() % width != 0)
        return fail(Errc::invalid_argument, fmt::format("{} values are no rows of {} columns", values.size(), width));
    DMatrixHandle raw = nullptr;
    ARGOSY_TRY(check(xgb,
                     xgb.create_matrix(values.data(), values.size() / width, width,
                                       std::numeric_limits<float>::quiet_NaN(), &raw),
                     "matrix"),
               "");
    return Handle(raw, xgb.free_matrix);
}

Result<Handle> make_booster(const Api& xgb, const Handle* matrix) {
    BoosterHandle raw = nullptr;
    DMatrixHandle cached = matrix == nullptr ? nullptr : matrix->get();
    ARGOSY_TRY(check(xgb, xgb.create_booster(&cached, matrix == nullptr ? 0 : 1, &raw), "booster"), "");
    return Handle(raw, xgb.free_booster);
}

Result<> set_parameters(const Api& xgb, void* booster, const BoostSettings& s, Target target) {
    const std::pair<const char*, std::string> parameters[] = {
        {"booster", "gbtree"},
        {"objective", target == Target::up ? "binary:logistic" : "reg:squarederror"},
        {"base_score", target == Target::up ? "0.5" : "0"},
        {"tree_method", "hist"},
        {"nthread", "1"},
        {"verbosity", "0"},
        {"seed", fmt::format("{}", s.seed)},
        {"max_depth", fmt::format("{}", s.depth)},
        {"eta", fmt::format("{}", s.eta)},
        {"subsample", fmt::format("{}", s.subsample)},
        {"colsample_bytree", fmt::format("{}", s.columns)},
        {"min_child_weight", fmt::format("{}", s.min_child_weight)},
        {"lambda", fmt::format("{}", s.lambda)}};
    for (const auto& [name, value] : parameters)
        ARGOSY_TRY(check(xgb, xgb.set_parameter(booster, name, value.c_str()), name), "");
    return {};
}

}  // namespace

Result<std::string> fit(const BoostTask& task, const BoostSettings& settings) {
    ARGOSY_LET(const Api* xgb, api(), "");
    ARGOSY_LET(const auto matrix, make_matrix(*xgb, task.values, task.width), "");
    ARGOSY_TRY(check(*xgb, xgb->set_info(matrix.get(), "label", task.labels.data(), task.labels.size()), "labels"), "");
    ARGOSY_LET(const auto booster, make_booster(*xgb, &matrix), "");
    ARGOSY_TRY(set_parameters(*xgb, booster.get(), settings, task.target), "");
    for (std::uint32_t i = 0; i < settings.rounds; ++i) {
        if (task.stop.stop_requested())
            return fail(Errc::unavailable, fmt::format("stopped after {} of {} trees", i, settings.rounds));
        ARGOSY_TRY(check(*xgb, xgb->update(booster.get(), static_cast<int>(i), matrix.get()), "update"), "");
    }
    bst_ulong size = 0;
    const char* text = nullptr;
    ARGOSY_TRY(check(*xgb, xgb->save(booster.get(), R"({"format": "json"})", &size, &text), "save"), "");
    return std::string(text, size);
}

Result<std::vector<float>> predict(std::string_view text, std::span<const float> values, std::size_t width) {
    ARGOSY_LET(const Api* xgb, api(), "");
    ARGOSY_LET(const auto matrix, make_matrix(*xgb, values, width), "");
    ARGOSY_LET(const auto booster, make_booster(*xgb, nullptr), "");
    ARGOSY_TRY(check(*xgb, xgb->load(booster.get(), text.data(), text.size()), "load"), "");
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* out = nullptr;
    constexpr auto options =
        R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false})";
    ARGOSY_TRY(check(*xgb, xgb->predict(booster.get(), matrix.get(), options, &shape, &dimensions, &out), "predict"),
               "");
    return std::vector<float>(out, out + values.size() / width);
}

}  // namespace argosy::learning::xgboost
