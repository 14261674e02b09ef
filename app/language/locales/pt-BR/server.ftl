# O que o servidor diz e a página mostra: recusas, falhas, saúde. Outros programas e o log recebem o inglês.

## O que quer que se peça

server-archive-unreadable = Não foi possível ler o acervo; o log do servidor tem a causa.
server-archive-in-use = O acervo já está sendo lido por tantos quantos podem ao mesmo tempo; tente de novo daqui a pouco.
server-overloaded = O servidor já tem tanto trabalho quanto aceita. Tente de novo em instantes.
server-no-change = O acervo não tem a alteração { $id }.
server-no-item = O acervo não tem alterações de { $key } em { $table }.
server-no-item-change = O item não tem a alteração { $id }.
server-no-version = O item não tem a versão { $version }: as versões vão de 1 a { $versions }.
server-not-followed = A tabela { $table } não é acompanhada.
server-not-one-followed = A tabela { $table } não é uma das que este servidor acompanha.
server-no-demo = Este servidor não tem gerador de demonstração.
server-path-unreadable = O caminho do atributo não é legível: { $reason } Um que é: address.city ou lines[0].sku.
server-bars = width_ms é um número a partir de 1, e count, um de 1 a { $most }.
server-no-position = { $position } não é uma posição em uma lista por { $order }. Comece sem ela e continue com o que uma página informa.
server-not-of-items = { $field } trata do que uma alteração fez, e esta é a lista de itens. Pergunte pelo que os itens contêm com attr:, pelas chaves com key:, ou busque as alterações na página Ao vivo.

## Visões

server-view-unknown = Não há visão com o nome { $name }. Ela pode ter sido renomeada ou excluída.
server-views-too-many = Há { $most } visões, e não se guardam mais. Exclua uma de que ninguém precisa.
server-view-name-empty = Dê um nome à visão.
server-view-name-long = O nome de uma visão tem no máximo { $most } caracteres.
server-view-name-unfit = O nome de uma visão é o endereço dela: não contém barra, barra invertida, % nem caracteres de controle.
server-view-name-dots = Uma visão não pode se chamar . nem .. porque os endereços usam esses nomes para outra coisa.

## O que o endpoint não fez

server-failure-on-table = { $action } na tabela { $table }
server-failure-no-answer = { $action } ficou sem resposta: { $causes }.
server-failure-no-table = Não há tabela { $table } no endpoint: { $said } ({ $code }).
server-failure-no-such-table = Não há tabela com este nome no endpoint.
server-failure-denied = dynamodb:{ $action } não é permitido: { $said } ({ $code }).
server-failure-throttled = O DynamoDB limitou { $action }: { $said }. Tente de novo daqui a pouco.
server-failure-refused = O DynamoDB recusou { $action }: { $said } ({ $code }).
server-failure-no-reason = sem motivo informado
server-failure-no-code = um erro sem nome
server-failure-malformed = Não é possível montar a requisição: { $error }.
server-failure-no-tag = A tag não é válida: { $error }.
server-failure-no-description = O endpoint descreveu a tabela { $table } sem a chave.
server-failure-incomplete = O DynamoDB respondeu { $action } sem { $field }. Será perguntado de novo.
server-failure-not-active = A tabela { $table } foi criada, mas não fica ativa. Veja-a no console da AWS.
server-no-view-type = { $text } não é um tipo de visualização: eles são KEYS_ONLY, NEW_IMAGE, OLD_IMAGE e NEW_AND_OLD_IMAGES

## Gravação

server-write-read-only = Este servidor só lê. Quem o inicia pode permitir a gravação com --allow-writes.
server-write-not-followed = A tabela { $table } não é uma das que este servidor acompanha. Inicie-o também com --table { $table }.
server-write-raw = O atributo { $name } contém algo que não pode ser gravado como era: está guardado como o JSON bruto que o DynamoDB enviou.
server-write-archive-unreadable = Nada foi gravado: não é possível ler o acervo, e a alteração não poderia ser mostrada.
server-write-exists = Já há um item com esta chave. Escolha outra chave ou permita substituí-lo.
server-write-moved = O item não está como quando você começou: um atributo que você alterou foi alterado nesse meio-tempo, ou o item foi excluído. Carregue-o de novo e repita a alteração.
server-write-nothing-to-delete = Não há item com esta chave; nada foi excluído.
server-write-other-key = Uma atualização não pode mudar a chave de um item. Grave o item com a nova chave e depois exclua o da antiga.
server-write-too-many-attributes = A atualização altera { $changed } atributos, e uma requisição pode alterar no máximo { $most }. Em vez disso, grave o item inteiro.
server-write-replaced-moved = O item não está como quando você o viu: alguém o alterou desde então. Nada foi gravado. Veja-o de novo e decida outra vez.
server-write-not-compared = O item tem { $attributes } atributos, mais do que este endpoint compara em uma requisição. Nada foi gravado, porque não seria possível garantir que nada mudou. { $said }
server-write-table-name = { $name } não é nome de tabela: ele tem de 3 a { $most } letras, dígitos, `_`, `-` e `.`.
server-write-item-too-large = O item tem { $size } bytes, e o DynamoDB aceita no máximo { $most } (400 KB), incluídos os nomes.
server-write-largest-attribute = { $said } O maior atributo é { $name }, com { $bytes } bytes.
server-write-key-missing = Falta { $name }: é a chave { $role } de { $table }, e todo item precisa dela, do tipo { $kind }.
server-write-key-wrong-type = { $name } é do tipo { $found }, e a chave { $role } de { $table } é do tipo { $kind }.
server-write-key-empty = { $name } está vazio: a chave { $role } de { $table } precisa de um valor de pelo menos um caractere ou byte.
server-write-key-too-long = { $name } tem { $size } bytes, e uma chave { $role } tem no máximo { $most }.
server-key-partition = de partição
server-key-sort = de ordenação
server-type-string = string
server-type-number = número
server-type-binary = binário
server-type-boolean = booleano
server-type-null = nulo
server-type-list = lista
server-type-map = mapa
server-type-strings = conjunto de strings
server-type-numbers = conjunto de números
server-type-binaries = conjunto de binários
server-type-raw = JSON bruto

## Restauração

server-restore-read-only = Este servidor só lê, por isso não restaura nada. Quem o inicia pode permitir a gravação com --allow-writes.
server-restore-archive-unwritable = Nada foi gravado: não é possível escrever no acervo, e a restauração se perderia.
server-restore-nothing-written = Nada foi gravado. { $why }
server-restore-moved = O item não está como a prévia o mostrou: alguém o alterou desde então. Nada foi gravado.
server-restore-raw = Esta versão não pode ser restaurada: o atributo { $name } contém algo que não pode ser gravado como era. Está guardado como o JSON bruto que o DynamoDB enviou.
server-restore-no-change = A versão não tem alteração.
server-unknown-unreachable = O DynamoDB não informou como o item está agora. { $said }
server-unknown-since = { $view_type }, ligado desde { $since } UTC
server-unknown-before = A versão { $version } veio por um stream com o tipo de visualização { $stream }. O registro dela não traz a imagem do item anterior à alteração, e nenhuma alteração anterior no acervo a traz no lugar.
server-unknown-after = A versão { $version } veio por um stream com o tipo de visualização { $stream }. O registro dela não traz a imagem do item posterior à alteração, e nenhuma alteração posterior no acervo a traz no lugar.

## Tabelas e seus streams

server-endpoint-embedded = DynamoDB embutido em { $url }
server-stream-read-only = Este servidor só lê, por isso deixa os streams em { $endpoint } como estão. Inicie-o com --allow-writes para ligá-los e desligá-los daqui.
server-stream-on-already = O stream já está ligado, com { $view_type }. Para mudar o que ele traz, desligue-o antes.
server-stream-off-already = O stream já está desligado.
server-table-not-followed-now = Esta tabela não é acompanhada agora; o que o acervo tem dela permanece.
server-table-not-looked-at = ainda não consultada
server-stream-not-listed = os shards do stream ainda não foram listados
server-baseline-none = Este servidor não faz linhas de base.
server-baseline-under-way = Uma linha de base desta tabela está em andamento.
server-baseline-too-many = Tabelas demais esperam pela linha de base.
server-baseline-no-key = não é possível descrever a tabela: ela não informa a chave

## Leitura dos streams

server-stream-throttled = limitado
server-stream-expired-iterator = iterador expirado
server-stream-trimmed = descartado
server-stream-not-found = stream não encontrado
server-stream-access-denied = acesso negado
server-stream-credentials = credenciais
server-stream-unavailable = indisponível
server-stream-failed = { $kind }: { $said }
server-stream-error = erro
server-stream-no-description = DescribeStream respondeu sem descrição
server-stream-no-iterator = GetShardIterator respondeu sem iterador
server-stream-unreadable = uma resposta ilegível: { $error }
server-stream-incomplete = uma resposta incompleta: falta { $field }
server-stream-error-as-answer = um erro no lugar de uma resposta: { $error }
server-stream-unplaced = registros sem lugar no seu shard: { $records }
server-stream-end-unproven = dado como fechado, e a descrição do stream não diz nada disso
server-stream-another = o endpoint tem o stream { $found } no lugar de { $asked }
server-stream-no-body = uma resposta sem corpo
server-stream-slow-body = a resposta não terminou a tempo
server-stream-broken-body = a resposta foi interrompida: { $error }
server-stream-large-body = uma resposta de mais de { $most } bytes
server-stream-no-text = uma resposta que não é texto: { $error }
server-stream-no-filter = o endpoint não conhece ShardFilter
server-stream-standstill = o endpoint não avança
server-archive-closed = o acervo está fechado
server-archive-busy = o acervo já está sendo lido por tantos quantos podem ao mesmo tempo, e nenhum terminou a tempo
server-archive-storage = o armazenamento do acervo falhou: { $cause }
server-file-removed = o arquivo { $file } foi removido enquanto o programa trabalha com ele, e nada mais é gravado: ponha-o de volta, ou salve o que precisar com uma exportação e inicie o programa de novo; o que os streams ainda guardam é lido de novo então
server-file-replaced = o arquivo { $file } foi trocado enquanto o programa trabalha com ele, e nada mais é gravado: ponha o primeiro de volta, ou salve o que precisar com uma exportação e inicie o programa de novo; o que os streams ainda guardam é lido de novo então
server-file-unreachable = o arquivo { $file } não pode mais ser alcançado, e nada é gravado: torne a pasta acessível de novo, ou inicie o programa de novo

## Saúde

server-check-archive-reader = leitor do acervo
server-check-archive-writer = gravador do acervo
server-check-search-index = índice de busca
server-check-tables = lista de tabelas
server-check-demo = gerador de demonstração
server-check-stream = stream de { $table }
server-health-failing = { $attempts ->
    [one] { $said } (1 tentativa)
   *[other] { $said } ({ $attempts } tentativas)
}
server-health-archive = { $changes } alterações de { $items } itens, { $bytes } bytes
server-health-index = textos de { $texts } de { $total } alterações estão indexados
server-health-demo-runs = em execução
server-health-demo-paused = em pausa
server-health-writer-works = recebe alterações
server-health-writer-stopped = parou, e nada mais é arquivado: o log do servidor tem a causa; inicie-o de novo
server-health-not-listed = Não é possível listar os shards: { $said }
server-health-not-read = Não é possível ler { $failing } de { $all } shards: { $said }
server-health-silent = não se ouve nada do shard { $shard } há tempo demais
server-health-stream-off = está desligado: nada desta tabela é capturado
server-health-stream-disabled = foi desligado; { $shards }
server-health-table-gone = a tabela não existe mais; as alterações arquivadas permanecem
server-health-shards = shards: { $reading } em leitura, { $waiting } à espera, { $drained } esgotados
server-health-shards-behind = shards: { $reading } em leitura, { $waiting } à espera, { $drained } esgotados, atraso de { $lag } ms

## O feed

server-feed-no-request = Isto não é um pedido do feed ({ $error }). Envie {"{"}"type": "subscribe", "query": ""{"}"}.
server-feed-subscribe-first = Assine primeiro; depois a consulta pode mudar.

## Reenvios

server-replay-busy = Um reenvio para { $table } está em andamento. Espere que termine ou cancele-o antes.
server-replay-rate = Um reenvio envia de { $least } a { $most } alterações por segundo, não { $rate }.
server-replay-unreadable-change = Não é possível ler a alteração { $id }: { $error }.

## Modelos de dados

server-model-read-only = As tabelas de um modelo de dados são criadas, e este servidor só lê. Inicie-o com --allow-writes.
server-model-invalid = O arquivo não é um modelo de dados do NoSQL Workbench, em { $place }: { $reason }. No NoSQL Workbench, abra o modelo no Data modeler e escolha Export data model, no formato NoSQL Workbench format (JSON)
server-model-refused = { $said }.
server-model-file = o arquivo
server-model-no-json = JSON inválido: { $error }
server-model-no-text = não é um texto
server-model-no-tables = falta a lista de tabelas
server-model-empty = não contém nenhuma tabela
server-model-twice = { $name } aparece duas vezes
server-model-table-name = o nome de uma tabela tem de 3 a 255 caracteres: letras, dígitos, _, - e .
server-model-key-type = uma chave é do tipo S, N ou B, não { $kind }
server-model-projection = { $text } não é ALL, KEYS_ONLY nem INCLUDE
server-model-item-key = todo item precisa da chave da tabela
server-model-item-key-type = é do tipo { $found }, e a chave da tabela é do tipo { $kind }
server-model-no-object = não é um objeto JSON
server-model-no-list = não é uma lista
server-model-missing = está ausente
server-model-indexes = uma tabela tem no máximo { $most } índices, não { $count }
server-model-projected = todos os índices de uma tabela citam juntos no máximo { $most } atributos, não { $count }
server-model-key-name = o nome de um atributo de chave tem no máximo { $most } bytes, não { $count }
server-model-key-types = { $name } é { $first } e { $second }, e um atributo tem um só tipo em todas as chaves
server-model-item-raw = contém algo que os tipos do DynamoDB não comportam
server-model-item-size = o item tem { $size } bytes, e o DynamoDB aceita no máximo { $most } (400 KB)
server-model-index-key-type = é do tipo { $found }, e a chave do índice { $index } é do tipo { $kind }
server-model-index-key-empty = está vazio, e faz parte da chave do índice { $index }
server-model-key-size = tem { $size } bytes, e uma chave assim tem no máximo { $most }
server-model-stopped-before = Não foi possível criar a tabela { $table }: { $problem } Criadas antes dela: { $whole }. Corrija o que impede e aplique o modelo de novo; as tabelas que já existem ficam como estão.
server-model-stopped-within = A tabela { $table } foi criada, mas nem todos os seus itens de exemplo estão nela: { $problem } Criadas por inteiro antes dela: { $whole }. Exclua { $table } e aplique o modelo de novo; as outras tabelas que já existem ficam como estão.
server-model-nothing = nenhuma

## A demonstração

server-story-elsewhere = Este servidor lê { $endpoint }. A demonstração cria, preenche e exclui tabelas, e só faz isso no DynamoDB embutido.
server-story-read-only = Este servidor só lê, e a demonstração grava.
server-story-not-followed = Este servidor acompanha só as tabelas que lhe foram indicadas, e a demonstração cria as próprias. Inicie-o sem --table e --table-tag.
server-story-another-run = A demonstração foi recomeçada em outra janela, por isso nada foi feito. Esta página mostra agora a nova rodada: dê o passo de novo se ainda for o caso.
server-story-no-answer = O stream de { $table } não responde: { $error }.
server-story-first = { $why } Dê antes o passo { $step }.
server-story-no-tables = Ainda não há tabelas.
server-story-not-captured = Nem todos os streams estão ligados e em leitura.
server-story-no-item = Não há item agora.
server-story-expired = O item acabou de expirar.
server-story-no-main-table = A tabela principal não existe.
server-story-nothing-to-forget = Ainda não há o que esquecer.
server-story-not-read-yet = Os streams estão ligados, mas ainda não estão em leitura. Espere um momento: a página Saúde mostra como vão os leitores. Ou dê o passo de novo.
server-story-not-arrived = O DynamoDB tem o item, mas o registro ainda não veio pelo stream. Espere um momento: ele aparece quando vier. Ou dê o passo de novo.
server-story-at-the-same-time = Outra pessoa gravou no item ao mesmo tempo. Dê o passo de novo.
