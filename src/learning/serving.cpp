#include "learning/serving.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <simdjson.h>

#include "base/json_writer.hpp"

namespace argosy::learning {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view tensor_name = "features";
constexpr std::size_t shown_max = 200;  ///< bytes of a value that an error repeats

std::string shown(element value) { return std::string(simdjson::minify(value)).substr(0, shown_max); }

std::string_view type_name(element value) {
    switch (value.type()) {
        case simdjson::dom::element_type::ARRAY: return "Array";
        case simdjson::dom::element_type::OBJECT: return "Object";
        case simdjson::dom::element_type::STRING: return "String";
        case simdjson::dom::element_type::BOOL: return value.get_bool().value_unsafe() ? "True" : "False";
        case simdjson::dom::element_type::NULL_VALUE: return "Null";
        default: return "Number";
    }
}

std::unexpected<Error> refuse(std::string message) { return fail(Errc::invalid_argument, std::move(message)); }

class Rows {
public:
    Rows(std::size_t width, const PredictLimits& limits) : width_(width), limits_(limits) {}

    Result<> add(element row) {
        array items;
        if (row.get(items) != simdjson::SUCCESS)
            return refuse(fmt::format(
                "JSON Value: {} found at incorrect level: 2 in the JSON DOM. Expected at level: 2", shown(row)));
        const std::size_t before = values_.size();
        for (const element item : items) ARGOSY_TRY(add_value(item), "");
        const std::size_t size = values_.size() - before;
        if (size != width_) return refuse(fmt::format("Expecting tensor size: {} but got: {}", width_, size));
        if (values_.size() > limits_.rows * width_)
            return refuse(fmt::format("more than {} rows in one request", limits_.rows));
        return {};
    }
    [[nodiscard]] std::vector<float> predict(const TreeModel& trees) const {
        std::vector<float> out;
        for (std::size_t i = 0; i < values_.size(); i += width_)
            out.push_back(trees.predict(std::span(values_).subspan(i, width_)));
        return out;
    }

private:
    Result<> add_value(element item) {
        double number = std::numeric_limits<double>::quiet_NaN();
        if (!item.is_null() && item.get(number) != simdjson::SUCCESS)
            return refuse(
                fmt::format("JSON Value: {} Type: {} is not of expected type: float", shown(item), type_name(item)));
        if (std::fabs(number) > static_cast<double>(std::numeric_limits<float>::max()))
            return refuse(
                fmt::format("Cannot convert JSON value: {} to float without loss of precision.", shown(item)));
        values_.push_back(static_cast<float>(number));
        return {};
    }

    std::size_t width_;
    const PredictLimits& limits_;
    std::vector<float> values_;
};

/// The one tensor of {"features": ...}; none when the element is no object.
Result<element> only_tensor(const object& named) {
    element out;
    for (const auto& [key, value] : named) {
        if (key != tensor_name) return refuse(fmt::format("JSON object: does not have named input: {}", key));
        out = value;
    }
    if (named.size() != 1) return refuse(fmt::format("JSON object: must only have keys: {}", tensor_name));
    return out;
}

Result<> add_instances(element instances, Rows& rows) {
    array items;
    if (instances.get(items) != simdjson::SUCCESS) return refuse("Excepting 'instances' to be an list/array");
    if (items.begin() == items.end()) return refuse("No values in 'instances' array");
    const bool named = (*items.begin()).is_object();
    std::size_t at = 0;
    for (const element item : items) {
        object fields;
        if (item.get(fields) == simdjson::SUCCESS && !named)
            return refuse(fmt::format("Expecting value/list but got object at item {} of input list", at));
        if (!item.is_object() && named)
            return refuse(fmt::format("Expecting object but got list at item {} of input list", at));
        if (!named) {
            ARGOSY_TRY(rows.add(item), "");
        } else {
            const auto doing = fmt::format("Failed to process element: {} of 'instances' list. Error", at);
            ARGOSY_LET(const auto tensor, only_tensor(fields), doing);
            ARGOSY_TRY(rows.add(tensor), doing);
        }
        ++at;
    }
    return {};
}

Result<> add_inputs(element inputs, Rows& rows) {
    object named;
    if (inputs.get(named) == simdjson::SUCCESS) {
        ARGOSY_LET(inputs, only_tensor(named), "");
    }
    array items;
    if (inputs.get(items) != simdjson::SUCCESS)
        return refuse(fmt::format("JSON Value: {} found at incorrect level: 1 in the JSON DOM. Expected at level: 2",
                                  shown(inputs)));
    for (const element item : items) ARGOSY_TRY(rows.add(item), "");
    return {};
}

/// A whole number keeps its ".0": clients take the type from the first value.
void append_prediction(JsonWriter& w, float value) {
    std::string text = fmt::format("{}", value);
    if (text.find_first_of(".e") == text.npos) text += ".0";
    w.raw(text);
}

std::string response(std::string_view key, const std::vector<float>& predictions) {
    JsonWriter w;
    w.begin_object().key(key).begin_array();
    for (const float p : predictions) append_prediction(w, p);
    w.end_array().end_object();
    return std::move(w).take();
}

void append_tensor(JsonWriter& w, std::string_view name, std::initializer_list<std::int64_t> shape) {
    w.key(name).begin_object().field("dtype", "DT_FLOAT").key("tensor_shape").begin_object().key("dim").begin_array();
    for (const auto size : shape) w.begin_object().field("size", std::to_string(size)).field("name", "").end_object();
    w.end_array().field("unknown_rank", false).end_object().field("name", name).end_object();
}

void append_model_spec(JsonWriter& w, const ModelInfo& info) {
    w.key("model_spec").begin_object().field("name", info.name).field("signature_name", "");
    w.field("version", std::to_string(info.version)).end_object();
}

}  // namespace

Result<std::string> predict(const Model& model, std::string_view request, const PredictLimits& limits) {
    if (request.empty()) return refuse("JSON Parse error: The document is empty");
    simdjson::dom::parser parser;
    element root;
    const auto error = parser.parse(simdjson::padded_string(request)).get(root);
    if (error != simdjson::SUCCESS) return refuse(fmt::format("JSON Parse error: {}", simdjson::error_message(error)));
    object body;
    if (root.get(body) != simdjson::SUCCESS) return refuse(fmt::format("JSON Value: {} Is not object", shown(root)));
    element signature, instances, inputs;
    if (body["signature_name"].get(signature) == simdjson::SUCCESS && !signature.is_string())
        return refuse(fmt::format(
            "JSON Value: {} not formatted correctly. 'signature_name' key must be a string value.", shown(root)));
    const bool has_instances = body["instances"].get(instances) == simdjson::SUCCESS;
    const bool has_inputs = body["inputs"].get(inputs) == simdjson::SUCCESS;
    if (has_instances && has_inputs)
        return refuse(
            fmt::format("JSON Value: {} Not formatted correctly expecting only one of 'inputs' or 'instances' "
                        "keys to exist ",
                        shown(root)));
    if (!has_instances && !has_inputs) return refuse("Missing 'inputs' or 'instances' key");
    Rows rows(model.trees.width(), limits);
    ARGOSY_TRY(has_instances ? add_instances(instances, rows) : add_inputs(inputs, rows), "");
    return response(has_instances ? "predictions" : "outputs", rows.predict(model.trees));
}

std::string error_body(std::string_view message) {
    JsonWriter w;
    w.begin_object().field("error", message).end_object();
    return std::move(w).take();
}

std::string unknown_model_message(std::string_view name) {
    return fmt::format("Servable not found for request: Latest({})", name);
}

std::string status_body(const ModelInfo& info) {
    JsonWriter w;
    w.begin_object().key("model_version_status").begin_array().begin_object();
    w.field("version", std::to_string(info.version)).field("state", "AVAILABLE");
    w.key("status").begin_object().field("error_code", "OK").field("error_message", "").end_object();
    w.end_object().end_array().end_object();
    return std::move(w).take();
}

std::string metadata_body(const Model& model) {
    JsonWriter w;
    w.begin_object();
    append_model_spec(w, model.info);
    w.key("metadata").begin_object().key("signature_def").begin_object().key("signature_def").begin_object();
    w.key("serving_default").begin_object().key("inputs").begin_object();
    append_tensor(w, tensor_name, {-1, static_cast<std::int64_t>(model.trees.width())});
    w.end_object().key("outputs").begin_object();
    append_tensor(w, "prediction", {-1});
    w.end_object().field("method_name", "tensorflow/serving/predict");
    w.end_object().end_object().end_object().end_object().end_object();
    return std::move(w).take();
}

}  // namespace argosy::learning
