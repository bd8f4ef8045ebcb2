using System.Globalization;
using Amqp;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>The part of Service Bus's SQL filters that subscriptions here use; what it does not know is refused, never ignored.</summary>
/// <remarks>Three-valued: a comparison with a property that is not there is neither true nor false.</remarks>
internal sealed class SqlFilter
{
    private readonly Func<Message, bool?> _matches;

    private SqlFilter(string expression, Func<Message, bool?> matches) => (Expression, _matches) = (expression, matches);

    public string Expression { get; }

    /// <exception cref="FormatException">It is no filter this simulator knows.</exception>
    public static SqlFilter Parse(string expression) => new(expression, new Parser(expression).Whole());

    public bool Matches(Message message) => _matches(message) == true;

    /// <summary>A property by its name in filters; null when it is not there.</summary>
    internal static object? Property(Message message, string scope, string name)
    {
        if (scope == "user")
            return message.ApplicationProperties?.Map is { } map && map.TryGetValue(name, out var value) ? value is Symbol symbol ? symbol.ToString() : value : null;
        var properties = message.Properties;
        return name.ToLowerInvariant() switch
        {
            "label" or "subject" => properties?.Subject,
            "messageid" => properties?.GetMessageId()?.ToString(),
            "sessionid" => properties?.GroupId,
            "correlationid" => properties?.GetCorrelationId()?.ToString(),
            "to" => properties?.To,
            "replyto" => properties?.ReplyTo,
            "replytosessionid" => properties?.ReplyToGroupId,
            "contenttype" => properties?.ContentType?.ToString(),
            _ => throw new FormatException($"sys.{name} is no system property."),
        };
    }

    private sealed class Parser(string text)
    {
        private readonly List<string> _tokens = Split(text);
        private int _at;

        public Func<Message, bool?> Whole()
        {
            var whole = Or();
            if (_at < _tokens.Count) throw new FormatException($"'{_tokens[_at]}' is not expected in: {text}");
            return whole;
        }

        private static List<string> Split(string text)
        {
            var tokens = new List<string>();
            for (var i = 0; i < text.Length;)
            {
                var start = i;
                if (char.IsWhiteSpace(text[i]))
                {
                    i++;
                    continue;
                }

                if (text[i] is '\'' or '"' or '[')
                {
                    var end = text[i] == '[' ? ']' : text[i];
                    for (i++; ; i++)
                    {
                        if (i >= text.Length) throw new FormatException($"A quote is not closed in: {text}");
                        if (text[i] != end) continue;
                        if (i + 1 < text.Length && text[i + 1] == end) i++;
                        else break;
                    }

                    i++;
                }
                else if (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '@' or '-')
                {
                    while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '.' or '@' or '-' or ':')) i++;
                }
                else
                {
                    i += text[i..] is ['<', '>' or '=', ..] or ['>' or '!', '=', ..] ? 2 : 1;
                }

                tokens.Add(text[start..i]);
            }

            return tokens;
        }

        private bool Is(string word)
        {
            if (_at >= _tokens.Count || !_tokens[_at].Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
            _at++;
            return true;
        }

        private void Expect(string word)
        {
            if (!Is(word)) throw new FormatException($"{word} is expected in: {text}");
        }

        private Func<Message, bool?> Or()
        {
            var left = And();
            while (Is("OR"))
            {
                var (a, b) = (left, And());
                left = message => a(message) is true || b(message) is true ? true : a(message) is null || b(message) is null ? null : false;
            }

            return left;
        }

        private Func<Message, bool?> And()
        {
            var left = Not();
            while (Is("AND"))
            {
                var (a, b) = (left, Not());
                left = message => a(message) is false || b(message) is false ? false : a(message) is null || b(message) is null ? null : true;
            }

            return left;
        }

        private Func<Message, bool?> Not()
        {
            if (!Is("NOT")) return Test();
            var inner = Not();
            return message => !inner(message);
        }

        private Func<Message, bool?> Test()
        {
            if (Is("("))
            {
                var inner = Or();
                Expect(")");
                return inner;
            }

            var value = Value();
            if (Is("IS"))
            {
                var isNot = Is("NOT");
                Expect("NULL");
                return message => value(message) is null != isNot;
            }

            var negated = Is("NOT");
            if (Is("IN")) return In(value, negated);
            if (Is("LIKE")) return Like(value, negated);
            foreach (var sign in (ReadOnlySpan<string>)["=", "<>", "!=", "<=", ">=", "<", ">"])
            {
                if (!Is(sign)) continue;
                var (other, operation) = (Value(), sign);
                return message => Compare(value(message), other(message), operation);
            }

            return message => value(message) as bool?;
        }

        private Func<Message, bool?> In(Func<Message, object?> value, bool negated)
        {
            Expect("(");
            var among = new List<Func<Message, object?>>();
            do among.Add(Value());
            while (Is(","));
            Expect(")");
            return message => value(message) is null ? null : among.Any(one => Compare(value(message), one(message), "=") is true) != negated;
        }

        private Func<Message, bool?> Like(Func<Message, object?> value, bool negated)
        {
            var pattern = Value();
            return message => value(message) is string subject && pattern(message) is string like ? LikePattern.Matches(subject, like) != negated : null;
        }

        private static bool? Compare(object? left, object? right, string operation)
        {
            if (left is null || right is null) return null;
            int order;
            if (left is string a && right is string b) order = string.CompareOrdinal(a, b);
            else if (left is bool p && right is bool q) order = p.CompareTo(q);
            else if (IsNumber(left) && IsNumber(right)) order = Convert.ToDecimal(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(right, CultureInfo.InvariantCulture));
            else return null;
            return operation switch
            {
                "=" => order == 0,
                "<>" or "!=" => order != 0,
                "<" => order < 0,
                ">" => order > 0,
                "<=" => order <= 0,
                _ => order >= 0,
            };
        }

        private static bool IsNumber(object value) => value is int or long or short or byte or sbyte or uint or ulong or ushort or float or double or decimal;

        private Func<Message, object?> Value()
        {
            if (_at >= _tokens.Count) throw new FormatException($"Something is missing at the end of: {text}");
            var token = _tokens[_at++];
            if (token[0] == '\'')
            {
                var literal = token[1..^1].Replace("''", "'", StringComparison.Ordinal);
                return _ => literal;
            }

            if (decimal.TryParse(token, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)) return _ => number;
            if (token.Equals("TRUE", StringComparison.OrdinalIgnoreCase)) return _ => true;
            if (token.Equals("FALSE", StringComparison.OrdinalIgnoreCase)) return _ => false;
            if (token[0] is '"' or '[') return Named("user", token[1..^1]);
            var dot = token.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0) return Named("user", token);
            return token[..dot].ToLowerInvariant() is "sys" or "user"
                ? Named(token[..dot].ToLowerInvariant(), token[(dot + 1)..])
                : throw new FormatException($"'{token}' is no property in: {text}");
        }

        private static Func<Message, object?> Named(string scope, string name)
        {
            if (scope == "sys") _ = Property(new Message(), scope, name);
            return message => Property(message, scope, name);
        }
    }
}
