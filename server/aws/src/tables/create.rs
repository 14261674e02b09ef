//! Creating tables (the demo's, and those of a data model) and turning streams on.

use afterimage_language::phrase;
use afterimage_model::{ViewType, table::KeyAttribute};
use aws_sdk_dynamodb::{
    error::BuildError,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection as SdkProjection,
        ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType, TimeToLiveSpecification,
    },
};

use super::{AwsTables, Failure, FailureKind, NewIndex, NewTable, Projection, failure};

impl AwsTables {
    /// Creates the table with its stream on; whether there was none by this name before.
    ///
    /// # Errors
    /// When the endpoint refuses.
    pub async fn create(&self, table: &NewTable) -> Result<bool, Failure> {
        self.create_indexed(table, &[]).await
    }

    /// The same, with indexes.
    ///
    /// # Errors
    /// When the endpoint refuses.
    pub async fn create_indexed(&self, table: &NewTable, indexes: &[NewIndex]) -> Result<bool, Failure> {
        let request = self.creation(table, indexes)?;
        let specification = streaming(table.view_type).map_err(|error| malformed(&error))?;
        self.send_creation(table, request.stream_specification(specification)).await
    }

    /// Creates the table with its stream off; whether there was none by this name before.
    ///
    /// # Errors
    /// When the endpoint refuses.
    pub async fn create_without_stream(&self, table: &NewTable) -> Result<bool, Failure> {
        self.send_creation(table, self.creation(table, &[])?).await
    }

    /// Deletes the table with all that is in it; whether there was one.
    ///
    /// # Errors
    /// When the endpoint refuses.
    pub async fn delete_table(&self, table: &str) -> Result<bool, Failure> {
        let answer = self.client.delete_table().table_name(table).send().await;
        match answer.map_err(|error| failure::of("DeleteTable", Some(table), &error)) {
            Ok(_) => Ok(true),
            Err(Failure { kind: FailureKind::NotFound, .. }) => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    fn creation(&self, table: &NewTable, indexes: &[NewIndex]) -> Result<CreateTable, Failure> {
        let request = self.client.create_table().table_name(&table.name).billing_mode(BillingMode::PayPerRequest);
        key_schema(request, table, indexes).map_err(|error| malformed(&error))
    }

    async fn send_creation(&self, table: &NewTable, request: CreateTable) -> Result<bool, Failure> {
        match request.send().await.map_err(|error| failure::of("CreateTable", Some(&table.name), &error)) {
            Ok(_) => {}
            Err(Failure { kind: FailureKind::Exists, .. }) => return Ok(false),
            Err(failure) => return Err(failure),
        }
        if let Some(attribute) = &table.ttl_attribute {
            self.expire_by(&table.name, attribute).await?;
        }
        Ok(true)
    }

    /// Turns the table's stream on. If it was on before and off since, this makes a new stream of the same table.
    ///
    /// # Errors
    /// When the endpoint refuses, as it does while the stream is on already.
    pub async fn enable_stream(&self, table: &str, view_type: ViewType) -> Result<(), Failure> {
        let specification = streaming(view_type).map_err(|error| malformed(&error))?;
        let request = self.client.update_table().table_name(table).stream_specification(specification);
        request.send().await.map(|_| ()).map_err(|error| failure::of("UpdateTable", Some(table), &error))
    }

    /// Turns the table's stream off. What is in it can still be read for 24 hours, where the endpoint keeps it.
    ///
    /// # Errors
    /// When the endpoint refuses, as it does while the stream is off already.
    pub async fn disable_stream(&self, table: &str) -> Result<(), Failure> {
        let specification = StreamSpecification::builder().stream_enabled(false).build();
        let request = self.client.update_table().table_name(table);
        let request = request.stream_specification(specification.map_err(|error| malformed(&error))?);
        request.send().await.map(|_| ()).map_err(|error| failure::of("UpdateTable", Some(table), &error))
    }

    async fn expire_by(&self, table: &str, attribute: &str) -> Result<(), Failure> {
        let specification = TimeToLiveSpecification::builder().enabled(true).attribute_name(attribute);
        let specification = specification.build().map_err(|error| malformed(&error))?;
        let request = self.client.update_time_to_live().table_name(table).time_to_live_specification(specification);
        request.send().await.map(|_| ()).map_err(|error| failure::of("UpdateTimeToLive", Some(table), &error))
    }
}

type CreateTable = aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;

fn key_schema(mut request: CreateTable, table: &NewTable, indexes: &[NewIndex]) -> Result<CreateTable, BuildError> {
    for element in elements(&table.partition_key, table.sort_key.as_ref())? {
        request = request.key_schema(element);
    }
    for index in indexes {
        let mut described =
            GlobalSecondaryIndex::builder().index_name(&index.name).projection(projection(&index.projection));
        for element in elements(&index.partition_key, index.sort_key.as_ref())? {
            described = described.key_schema(element);
        }
        request = request.global_secondary_indexes(described.build()?);
    }
    // Each attribute that is in a key is defined once, whichever keys it is in.
    let of_indexes = indexes.iter().flat_map(|index| std::iter::once(&index.partition_key).chain(&index.sort_key));
    let keys = std::iter::once(&table.partition_key).chain(&table.sort_key).chain(of_indexes);
    let mut defined = Vec::new();
    for key in keys {
        if !defined.contains(&key.name.as_str()) {
            defined.push(&key.name);
            let definition = AttributeDefinition::builder()
                .attribute_name(&key.name)
                .attribute_type(ScalarAttributeType::from(key.type_tag.as_str()));
            request = request.attribute_definitions(definition.build()?);
        }
    }
    Ok(request)
}

fn elements(partition: &KeyAttribute, sort: Option<&KeyAttribute>) -> Result<Vec<KeySchemaElement>, BuildError> {
    let keys = std::iter::once((partition, KeyType::Hash)).chain(sort.map(|key| (key, KeyType::Range)));
    keys.map(|(key, kind)| KeySchemaElement::builder().attribute_name(&key.name).key_type(kind).build()).collect()
}

fn projection(projection: &Projection) -> SdkProjection {
    let built = SdkProjection::builder();
    match projection {
        Projection::All => built.projection_type(ProjectionType::All),
        Projection::KeysOnly => built.projection_type(ProjectionType::KeysOnly),
        Projection::Include(names) => {
            built.projection_type(ProjectionType::Include).set_non_key_attributes(Some(names.clone()))
        }
    }
    .build()
}

fn streaming(view_type: ViewType) -> Result<StreamSpecification, BuildError> {
    let view_type = StreamViewType::from(view_type.as_str());
    StreamSpecification::builder().stream_enabled(true).stream_view_type(view_type).build()
}

fn malformed(error: &BuildError) -> Failure {
    Failure::new(FailureKind::Invalid, phrase!("server-failure-malformed", error = error.to_string()))
}
