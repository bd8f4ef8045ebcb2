using Amqp;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>One rule of a subscription, as it is asked for and told over AMQP.</summary>
internal sealed class Rule
{
    private const ulong RuleCode = 0x0000013700000004;
    private const ulong EmptyAction = 0x0000013700000005;
    private const ulong Sql = 0x0000001370000006;
    private const ulong True = 0x0000001370000007;
    private const ulong False = 0x0000001370000008;
    private const ulong Correlation = 0x0000001370000009;

    private static readonly string[] CorrelationFields =
        ["correlationid", "messageid", "to", "replyto", "label", "sessionid", "replytosessionid", "contenttype"];

    private readonly DescribedValue _filter;

    private Rule(string name, DescribedValue filter, Func<Message, bool> matches) => (Name, _filter, Matches) = (name, filter, matches);

    public string Name { get; }

    public Func<Message, bool> Matches { get; }

    public static Rule Default() => new("$Default", new DescribedValue(True, new List()), _ => true);

    /// <exception cref="FormatException">It is no filter this simulator knows.</exception>
    public static Rule OfSql(string name, string expression) =>
        new(name, new DescribedValue(Sql, new List { expression, 20 }), SqlFilter.Parse(expression).Matches);

    /// <summary>Reads what <c>com.microsoft:add-rule</c> brings.</summary>
    /// <exception cref="FormatException">It is no filter this simulator knows.</exception>
    public static Rule Read(string name, Map description)
    {
        if (description.TryGetValue("sql-filter", out var sql)) return OfSql(name, (string)((Map)sql)["expression"]);
        if (description.TryGetValue("correlation-filter", out var given)) return OfCorrelation(name, (Map)given);
        throw new FormatException("A rule needs sql-filter or correlation-filter.");
    }

    public Map Describe() => new()
    {
        ["rule-description"] = new DescribedValue(RuleCode, new List { _filter, new DescribedValue(EmptyAction, new List()), Name }),
    };

    private static Rule OfCorrelation(string name, Map given)
    {
        var own = given.TryGetValue("properties", out var properties) && properties is Map map ? map : [];
        var wanted = CorrelationFields.Select(field => (Field: field, Value: FieldOf(given, field))).Where(one => one.Value is not null).ToList();
        var fields = new List();
        foreach (var field in CorrelationFields) fields.Add(FieldOf(given, field));
        fields.Add(own);
        return new Rule(name, new DescribedValue(Correlation, fields), message =>
            wanted.All(one => Equals(SqlFilter.Property(message, "sys", one.Field), one.Value))
            && own.All(pair => Equals(SqlFilter.Property(message, "user", pair.Key.ToString()!), pair.Value)));
    }

    private static string? FieldOf(Map given, string field)
    {
        // On the wire the names carry dashes, here they do not.
        var pair = given.FirstOrDefault(one => one.Key.ToString()!.Replace("-", "", StringComparison.Ordinal).Equals(field, StringComparison.OrdinalIgnoreCase));
        return pair.Value as string;
    }

    /// <summary>A filter that matches nothing; clients may send it as a rule of its own.</summary>
    public static Rule Never(string name) => new(name, new DescribedValue(False, new List()), _ => false);
}
