using System.Reflection;
using System.Text.Json;
using Gantry.Model.Ids;
using Gantry.Model.Json;
using Gantry.Model.Networks;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Nouns;

public sealed class CompactJsonTests
{
    [Fact]
    public void What_differs_from_its_default_survives_a_round_trip()
    {
        var spec = new ServiceSpec("web", new ContainerSpec("busybox:1.36") { Command = [], StopGracePeriod = TimeSpan.Zero }, Replicas: 0)
        {
            DependsOn = [new Dependency("db", DependencyCondition.Healthy, Required: false)],
            Restart = new RestartPolicy(RestartCondition.None, MaxAttempts: 0),
        };

        var text = JsonSerializer.Serialize(spec, CompactJson.Of<ServiceSpec>());
        var read = JsonSerializer.Deserialize(text, CompactJson.Of<ServiceSpec>());

        Assert.NotNull(read);
        Assert.Equal(0, read.Replicas);
        Assert.NotNull(read.Container.Command);
        Assert.Empty(read.Container.Command);
        Assert.Equal(TimeSpan.Zero, read.Container.StopGracePeriod);
        Assert.False(Assert.Single(read.DependsOn).Required);
        Assert.Equal(0, read.Restart.MaxAttempts);
    }

    [Fact]
    public void What_is_not_written_is_read_as_its_default()
    {
        var read = CompactJson.Read<ServiceSpec>("""{"name":"web","container":{"image":"a"}}"""u8);

        Assert.Equal(1, read.Replicas);
        Assert.Empty(read.Container.Environment);
        Assert.Empty(read.Ports);
        Assert.Equal(Reservation.None, read.Container.Limits);
        Assert.Equal(RestartPolicy.Default, read.Restart);
    }

    [Fact]
    public void Defaults_are_not_written()
    {
        var text = JsonSerializer.Serialize(new ContainerSpec("a"), CompactJson.Of<ContainerSpec>());

        Assert.Equal("""{"image":"a","limits":{},"reservation":{}}""", text);
    }

    [Fact]
    public void Nothing_that_may_not_be_null_is_null_when_it_was_not_written()
    {
        var context = new NullabilityInfoContext();
        var offenders =
            from type in Nouns()
            where CompactJson.Options.TypeInfoResolver?.GetTypeInfo(type, CompactJson.Options) is not null
            let members = type.GetConstructors()[0].GetParameters().Where(p => !p.HasDefaultValue).Select(p => p.Name).ToHashSet()
            let full = JsonSerializer.SerializeToNode(Instance(type), CompactJson.Options.GetTypeInfo(type))
            let read = JsonSerializer.Deserialize(full, CompactJson.Options.GetTypeInfo(type))
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.SetMethod is not null && !members.Contains(property.Name)
            where context.Create(property).ReadState == NullabilityState.NotNull && property.GetValue(read) is null
            select $"{type.Name}.{property.Name}";

        Assert.Equal([], offenders);
    }

    // Such a member would be left out when it is zero and read back as its default.
    [Fact]
    public void No_member_outside_a_constructor_has_a_default_other_than_zero()
    {
        var offenders =
            from type in Nouns()
            let instance = Instance(type)
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.SetMethod is not null && property.PropertyType.IsValueType
            where type.GetConstructors()[0].GetParameters().All(p => p.Name != property.Name)
            where !Equals(property.GetValue(instance), Activator.CreateInstance(property.PropertyType))
            select $"{type.Name}.{property.Name}";

        Assert.Equal([], offenders);
    }

    [Fact]
    public void A_text_of_a_newer_version_becomes_unrecognized()
    {
        var read = JsonSerializer.Deserialize("""{"state":"hibernating","at":"2030-01-01T00:00:00Z","mood":"fine"}""", CompactJson.Of<ObservedTask>());

        Assert.Equal(TaskState.Unrecognized, read?.State);
    }

    [Fact]
    public void Lists_are_equal_when_they_say_the_same_in_the_same_order()
    {
        Assert.True(CompactJson.AreEqual([Labelled("a"), Labelled("b")], [Labelled("a"), Labelled("b")]));
        Assert.False(CompactJson.AreEqual([Labelled("a"), Labelled("b")], [Labelled("b"), Labelled("a")]));
        Assert.False(CompactJson.AreEqual([Labelled("a"), Labelled("b")], [Labelled("a")]));

        static NetworkSpec Labelled(string label) => new("n") { Labels = new Dictionary<string, string> { ["l"] = label } };
    }

    [Fact]
    public void The_hash_of_a_spec_does_not_depend_on_the_order_of_its_environment()
    {
        var one = new ContainerSpec("a") { Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" } };
        var other = one with { Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" } };

        Assert.Equal(CanonicalJson.HashOf(one), CanonicalJson.HashOf(other));
        Assert.NotEqual(CanonicalJson.HashOf(one), CanonicalJson.HashOf(one with { Command = [] }));
    }

    [Fact]
    public void Ids_read_back_from_their_sixteen_letters()
    {
        var id = IdSource.Seeded(7).NextTask();

        Assert.Equal(id, TaskId.Parse(id.ToString()));
        Assert.Matches("^[a-z2-7]{16}$", id.ToString());
    }

    private static IEnumerable<Type> Nouns() =>
        typeof(ServiceSpec).Assembly.GetTypes().Where(t => t is { IsPublic: true, IsAbstract: false, IsGenericTypeDefinition: false } && t.GetMethod("<Clone>$") is not null);

    private static object Instance(Type type)
    {
        var parameters = type.GetConstructors()[0].GetParameters();
        return type.GetConstructors()[0].Invoke([.. parameters.Select(p => p.HasDefaultValue ? DefaultOf(p) : ValueOf(p.ParameterType))]);
    }

    private static object? DefaultOf(ParameterInfo parameter) =>
        parameter.DefaultValue ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null);

    private static object? ValueOf(Type type) => type switch
    {
        _ when type == typeof(string) => "",
        { IsValueType: true } => Activator.CreateInstance(type),
        { IsArray: true } => Array.CreateInstance(type.GetElementType()!, 0),
        { IsInterface: true } => type.GetGenericArguments() switch
        {
            [var item] => Array.CreateInstance(item, 0),
            var pair => Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(pair)),
        },
        _ => Instance(type),
    };
}
