# A linha de consulta: o que pode vir a seguir nela, e o que há de errado. Campos e sinais são digitados como estão aqui.

query-label = Consulta
query-placeholder = Filtro: table:demo-orders op:modify changed:status texto livre
query-clear = Limpar a consulta
query-options = O que pode vir a seguir
query-field-table = uma tabela pelo nome: table:demo-orders
query-field-op = insert, modify, remove ou baseline
query-field-key = um valor de chave, ou seu começo: key:order*
query-field-item = um item pela chave inteira: item:order_id=O-1
query-field-changed = um lugar que difere: changed:address.city
query-field-attr = um atributo, antes ou depois: attr:total>100
query-field-new = um atributo depois da alteração: new.status:paid
query-field-old = um atributo antes da alteração: old.status:pending
query-field-at = quando: at:2026-11-01..2026-11-07 ou at:-2h..
query-field-actor = quem fez: actor:ttl
query-field-view = o que o stream traz: view:keys_only
query-or = ou o que vem a seguir
query-table = uma tabela
query-attribute = um atributo
query-actor = quem fez
query-op = o que aconteceu
query-view = o que o stream traz
query-quarter-hour = o último quarto de hora
query-hour = a última hora
query-day = as últimas 24 horas
query-week = os últimos sete dias
query-month = os últimos trinta dias
query-is = é
query-is-more = é maior que
query-is-at-least = é no mínimo
query-is-less = é menor que
query-is-at-most = é no máximo
query-contains = contém

# $word e $text são o que foi escrito, entre aspas ou não, como devem ser mostrados.
query-too-long = Uma consulta tem no máximo { $most } caracteres.
query-too-many-terms = Uma consulta tem no máximo { $most } condições.
query-too-deep = Parênteses e negações se aninham em no máximo { $most } níveis.
query-closes-nothing = Este parêntese não fecha nada; remova-o ou coloque-o entre aspas.
query-open-parenthesis = Este parêntese nunca é fechado; feche-o ou coloque-o entre aspas.
query-open-quote = Estas aspas nunca são fechadas; aspas dentro de um texto se escrevem \".
query-lone-or = OR fica entre duas condições; coloque-o entre aspas para buscar a palavra.
query-lone-minus = Um sinal de menos nega o que vem depois dele, e não vem nada.
query-minus-and-blank = Um sinal de menos fica colado ao que ele nega, sem espaço.
query-lone-colon = Os dois-pontos vêm depois do nome de um campo, como em table:demo-orders.
query-no-field = O campo { $word } não existe; os campos são { $fields }. Coloque o texto entre aspas para buscá-lo.
query-nearly-field = O campo { $word } não existe; você quis dizer { $meant }? Coloque o texto entre aspas para buscá-lo.
query-needs-point = Depois de { $word } vêm um ponto e o nome de um atributo, como em { $word }.status:paid.
query-needs-value = { $before } precisa de um valor logo depois; um valor com espaços fica entre aspas.
query-sign-needs-value = O sinal depois do nome de um atributo precisa de um valor logo depois; um valor com espaços fica entre aspas.
query-no-item-key = { $text } não é a chave de um item ({ $reason }); ela se escreve como item:order_id=O-1.
query-no-op = { $text } não é uma operação: as operações são insert, modify, remove e baseline.
query-no-view-type = { $text } não é um tipo de visualização: são keys_only, new_image, old_image e new_and_old_images.
query-unkept-number = { $text } não é um número que o DynamoDB guarde (38 dígitos, até 9.99e125); coloque-o entre aspas para compará-lo como texto.
query-two-signs = Depois do nome vem um destes: : = > >= < <= e ~; coloque entre aspas um valor que começa com um desses sinais.
query-star-and-sign = Um asterisco de começo combina com dois-pontos, não com { $sign }; coloque-o entre aspas.
query-star-after-name = Um asterisco vem depois do começo de um nome só em changed:, ou depois de um valor: attr:status:pa*.
query-star-after-position = Um asterisco vem depois do começo de um nome, como em changed:addr*.
query-unequal = Não existe !=; escreva um sinal de menos antes da condição: -attr:status:paid.
query-name-ends = Um nome termina aqui; um nome com tais sinais fica entre aspas, cada passo por si: "a b".c.
query-name-with-blanks = Nomes com espaços, parênteses ou aspas ficam entre aspas.
query-needs-name = Aqui falta o nome de um atributo, como status ou address.city; coloque entre aspas um nome com espaços, pontos ou sinais.
query-too-many-steps = Um lugar tem no máximo { $most } passos; o DynamoDB não aninha mais fundo.
query-bad-position = Uma posição em uma lista é um número de 0 a { $most } entre colchetes, como em lines[0]; um nome com colchete fica entre aspas.
query-relative-time = Tempos relativos não significam nada aqui; escreva uma data, como em at:2026-11-01..
query-lone-moment = { $text } sozinho é um instante; escreva at:{ $text }.. para tudo desde então.
query-endless-range = Um intervalo tem pelo menos um fim, como em at:2026-11-01.. ou at:..2026-11-07.
query-backward-range = O intervalo termina antes de começar; escreva primeiro o tempo mais antigo.
query-year-too-far = Os tempos ficam nos anos de 0000 a 9999.
query-no-time = { $text } não é um tempo; escreva um como 2026-11-01, 2026-11-01T14:09, 2026-11-01T14:09:17Z ou -2h, e um intervalo como 2026-11-01..2026-11-07.
query-no-relative-time = { $text } não é um tempo relativo; escreva um número inteiro e s, m, h, d ou w, como em -30m ou -7d.
query-too-far-back = { $text } fica longe demais; tempos relativos voltam até cem anos.

# Por que um texto não é a chave de um item: a razão dentro de query-no-item-key.
query-key-count = a chave de um item tem um ou dois atributos, não { $count }
query-key-pair = { $part } não é nome=valor
query-key-value = { $name }: { $reason }
query-key-type = uma chave é uma string, um número ou binário, não { $kind }
query-key-letter = tipo { $letter } desconhecido: os tipos são S, N e B
query-key-base64 = não é base64 válido: { $reason }
query-no-number = { $text } não é um número decimal
query-too-many-digits = { $text } tem mais de { $most } dígitos significativos
query-number-out-of-range = { $text } está fora do que o DynamoDB guarda: de 1e{ $least } a 9.99e{ $most }
