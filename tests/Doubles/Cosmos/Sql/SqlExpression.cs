using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos.Sql;

/// <summary>What an expression is evaluated for.</summary>
/// <param name="Root">The item under the alias of FROM.</param>
/// <param name="Parameters">By name, with the @.</param>
internal readonly record struct SqlScope(JsonElement Root, IReadOnlyDictionary<string, JsonElement> Parameters);

/// <summary>Gives an expression's value.</summary>
internal delegate object? SqlExpression(SqlScope scope);

/// <summary>The functions and operators the adapter uses.</summary>
internal static class SqlOperators
{
    public static SqlExpression Compare(string symbol, SqlExpression left, SqlExpression right) => scope =>
    {
        var (a, b) = (left(scope), right(scope));
        if (ReferenceEquals(a, SqlValue.Undefined) || ReferenceEquals(b, SqlValue.Undefined)) return SqlValue.Undefined;
        var order = SqlValue.Compare(a, b);
        return symbol switch
        {
            "=" => order == 0,
            "!=" or "<>" => order != 0,
            _ when order is null => SqlValue.Undefined,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    };

    public static SqlExpression And(SqlExpression left, SqlExpression right) => scope =>
        left(scope) is not true ? false : right(scope) is true;

    public static SqlExpression Or(SqlExpression left, SqlExpression right) => scope => left(scope) is true || right(scope) is true;

    public static SqlExpression Not(SqlExpression inner) => scope => inner(scope) is bool yes ? !yes : SqlValue.Undefined;

    public static SqlExpression In(SqlExpression value, List<SqlExpression> list) => scope =>
    {
        var one = value(scope);
        return list.Exists(item => SqlValue.Compare(one, item(scope)) == 0);
    };

    /// <exception cref="GatewayRefusalException">For a function nobody here asked for.</exception>
    public static SqlExpression Call(string function, List<SqlExpression> arguments) => (function.ToUpperInvariant(), arguments.Count) switch
    {
        ("STARTSWITH", 2) => scope => arguments[0](scope) is string text && arguments[1](scope) is string start
            ? text.StartsWith(start, StringComparison.Ordinal)
            : SqlValue.Undefined,
        ("IS_DEFINED", 1) => scope => !ReferenceEquals(arguments[0](scope), SqlValue.Undefined),
        _ => throw GatewayRefusalException.BadRequest($"This double does not know {function} with {arguments.Count} arguments."),
    };
}
